#include "words/endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>

namespace words {

namespace {

[[noreturn]] void refuse(std::string_view text)
{
    throw std::invalid_argument("not an endpoint: '" + std::string(text) + "' (write 127.0.0.1:80 or [::1]:80)");
}

unsigned number(std::string_view digits, unsigned largest, std::string_view whole)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value > largest) refuse(whole);
    return value;
}

struct Parts {
    std::string_view address, port;
    bool bracketed = false;
};

Parts split(std::string_view text)
{
    const auto colon = text.rfind(':');
    // The C library reads addresses up to a NUL, and would not see what stands behind it.
    if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) refuse(text);
    auto address = text.substr(0, colon);
    const auto port = text.substr(colon + 1);
    if (address.size() >= 2 && address.front() == '[' && address.back() == ']') {
        return {.address = address.substr(1, address.size() - 2), .port = port, .bracketed = true};
    }
    return {.address = address, .port = port};
}

Endpoint join(std::string_view address, bool bracketed, unsigned port)
{
    const auto shown = bracketed ? "[" + std::string(address) + "]" : std::string(address);
    return Endpoint::parse(shown + ":" + std::to_string(port));
}

constexpr unsigned largest_port = 65535;
constexpr std::string_view dots = "..";

} // namespace

Endpoint Endpoint::parse(std::string_view text)
{
    const auto [address, port_text, bracketed] = split(text);
    const auto port = htons(static_cast<std::uint16_t>(number(port_text, largest_port, text)));
    const std::string terminated(address);
    Endpoint made;
    if (bracketed) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = port;
        if (inet_pton(AF_INET6, terminated.c_str(), &six.sin6_addr) != 1) refuse(text);
        std::memcpy(&made.storage_, &six, sizeof six);
    } else {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = port;
        if (inet_pton(AF_INET, terminated.c_str(), &four.sin_addr) != 1) refuse(text);
        std::memcpy(&made.storage_, &four, sizeof four);
    }
    return made;
}

std::vector<Endpoint> Endpoint::span(std::string_view text)
{
    const auto [address, port_text, bracketed] = split(text);
    std::vector<Endpoint> all;
    if (const auto at = port_text.find(dots); at != std::string_view::npos) {
        const auto last = number(port_text.substr(at + dots.size()), largest_port, text);
        auto port = number(port_text.substr(0, at), largest_port, text);
        const auto first = join(address, bracketed, port);
        for (; port <= last; ++port)
            all.push_back(first.with_port(static_cast<std::uint16_t>(port)));
    } else if (const auto from = address.find(dots); from != std::string_view::npos) {
        // "127.0.0.1..64": one of the address's numbers runs; those of an IPv6 one are hexadecimal, as such addresses
        // are written.
        const char separator = bracketed ? ':' : '.';
        const auto before = address.substr(0, from);
        const auto begin = before.rfind(separator);
        if (begin == std::string_view::npos) refuse(text);
        const auto prefix = before.substr(0, begin + 1);
        const auto behind = address.substr(from + dots.size());
        const auto end = std::min(behind.find(separator), behind.size());
        const int radix = bracketed ? 16 : 10;
        const unsigned largest = bracketed ? 0xffff : 255;
        const auto bound = [&](std::string_view digits) {
            unsigned value = 0;
            const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, radix);
            if (error != std::errc{} || stop != digits.data() + digits.size() || value > largest) refuse(text);
            return value;
        };
        const auto port = number(port_text, largest_port, text);
        const auto last = bound(behind.substr(0, end));
        for (auto value = bound(before.substr(begin + 1)); value <= last; ++value) {
            std::array<char, 8> digits{};
            const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value, radix);
            auto one = std::string(prefix);
            one.append(digits.data(), written.ptr).append(behind.substr(end));
            all.push_back(join(one, bracketed, port));
        }
    } else {
        all.push_back(parse(text));
    }
    if (all.empty()) refuse(text);
    return all;
}

Endpoint Endpoint::from(const sockaddr_storage &address)
{
    Endpoint made;
    made.storage_ = address;
    return made;
}

std::string Endpoint::address() const
{
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    if (family() == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &storage_, sizeof six);
        inet_ntop(AF_INET6, &six.sin6_addr, buffer.data(), buffer.size());
    } else {
        sockaddr_in four{};
        std::memcpy(&four, &storage_, sizeof four);
        inet_ntop(AF_INET, &four.sin_addr, buffer.data(), buffer.size());
    }
    return buffer.data();
}

std::uint16_t Endpoint::port() const
{
    // sin_port and sin6_port lie at the same place.
    sockaddr_in four{};
    std::memcpy(&four, &storage_, sizeof four);
    return ntohs(four.sin_port);
}

Endpoint Endpoint::with_port(std::uint16_t port) const
{
    // sin_port and sin6_port lie at the same place.
    auto made = *this;
    sockaddr_in four{};
    std::memcpy(&four, &storage_, sizeof four);
    four.sin_port = htons(port);
    std::memcpy(&made.storage_, &four, sizeof four);
    return made;
}

socklen_t Endpoint::size() const { return family() == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }

std::string Endpoint::text() const
{
    const auto port_text = std::to_string(port());
    return family() == AF_INET6 ? "[" + address() + "]:" + port_text : address() + ":" + port_text;
}

} // namespace words
