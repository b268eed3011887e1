// An address and a port, written as the manual pages write them.
//
//     auto web = Endpoint::parse("192.168.1.100:80");
//     web.text()            // "192.168.1.100:80"; IPv6 as "[::1]:80"
//     Endpoint::span("127.0.0.1:20000..20063")    // 64 endpoints, by port; by address "127.0.0.1..64:5000"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace words {

class Endpoint {
  public:
    /// Reads "a.b.c.d:port" or "[v6]:port". Throws std::invalid_argument when the text is neither.
    static Endpoint parse(std::string_view text);

    /// Reads an endpoint, or several of them written with one range, either of ports or of one of the address's
    /// numbers. Throws std::invalid_argument when the text is neither, or the range is empty.
    static std::vector<Endpoint> span(std::string_view text);

    /// What a socket call filled in.
    static Endpoint from(const sockaddr_storage &address);

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string address() const; ///< without the port, without brackets
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] int family() const { return storage_.ss_family; }
    [[nodiscard]] Endpoint with_port(std::uint16_t port) const;

    [[nodiscard]] const sockaddr *data() const { return reinterpret_cast<const sockaddr *>(&storage_); }
    [[nodiscard]] socklen_t size() const;

  private:
    sockaddr_storage storage_{};
};

} // namespace words
