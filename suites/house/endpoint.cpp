#include "words/endpoint.hpp"

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>

using words::Endpoint;

TEST_CASE("An endpoint reads back as it is written", "[words]")
{
    for (const auto *text : {"127.0.0.1:8080", "0.0.0.0:0", "255.255.255.255:65535", "[::]:53", "[::1]:8080",
                             "[fd00::100]:443", "[ff02::1]:5353", "[::ffff:127.0.0.1]:80"}) {
        CHECK(Endpoint::parse(text).text() == text);
    }
}

TEST_CASE("An endpoint knows its parts", "[words]")
{
    const auto four = Endpoint::parse("192.168.1.100:80");
    CHECK(four.family() == AF_INET);
    CHECK(four.address() == "192.168.1.100");
    CHECK(four.port() == 80);
    CHECK(four.size() == sizeof(sockaddr_in));

    const auto six = Endpoint::parse("[fd00::100]:443");
    CHECK(six.family() == AF_INET6);
    CHECK(six.address() == "fd00::100");
    CHECK(six.port() == 443);
    CHECK(six.size() == sizeof(sockaddr_in6));
}

TEST_CASE("An endpoint takes another port and keeps its address", "[words]")
{
    CHECK(Endpoint::parse("10.0.0.1:1").with_port(65535).text() == "10.0.0.1:65535");
    CHECK(Endpoint::parse("[::1]:1").with_port(0).text() == "[::1]:0");
}

TEST_CASE("What a socket call filled in is an endpoint", "[words]")
{
    sockaddr_storage filled{};
    auto &four = reinterpret_cast<sockaddr_in &>(filled);
    four.sin_family = AF_INET;
    four.sin_port = htons(8080);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(Endpoint::from(filled).text() == "127.0.0.1:8080");
}

TEST_CASE("What is no endpoint is refused", "[words]")
{
    for (const auto *text : {"",
                             ":",
                             ":80",
                             "127.0.0.1",
                             "127.0.0.1:",
                             "127.0.0.1:65536",
                             "127.0.0.1:-1",
                             "127.0.0.1:+80",
                             "127.0.0.1: 80",
                             "127.0.0.1:80 ",
                             " 127.0.0.1:80",
                             "127.0.0.1:0x50",
                             "127.0.0.1:http",
                             "localhost:80",
                             "127.0.0:80",
                             "127.0.0.1.1:80",
                             "256.0.0.1:80",
                             "::1:80",
                             "[::1]",
                             "[::1]80",
                             "[::1:80",
                             "::1]:80",
                             "[127.0.0.1]:80",
                             "[]:80",
                             "[::g]:80"}) {
        INFO(text);
        CHECK_THROWS_AS(Endpoint::parse(text), std::invalid_argument);
    }
    using namespace std::string_view_literals;
    CHECK_THROWS_AS(Endpoint::parse("127.0.0.1\0:80"sv), std::invalid_argument);
}

namespace {

std::string first_and_last(std::string_view span, std::size_t count)
{
    const auto all = Endpoint::span(span);
    CHECK(all.size() == count);
    return all.front().text() + " to " + all.back().text();
}

} // namespace

TEST_CASE("A span runs over ports or over one of the address's numbers", "[words]")
{
    CHECK(first_and_last("127.0.0.1:20000..20063", 64) == "127.0.0.1:20000 to 127.0.0.1:20063");
    CHECK(first_and_last("127.0.0.1:65534..65535", 2) == "127.0.0.1:65534 to 127.0.0.1:65535");
    CHECK(first_and_last("[::1]:7..9", 3) == "[::1]:7 to [::1]:9");
    CHECK(first_and_last("127.0.0.1..64:5000", 64) == "127.0.0.1:5000 to 127.0.0.64:5000");
    CHECK(first_and_last("127.0.1..96.7:5000", 96) == "127.0.1.7:5000 to 127.0.96.7:5000");
    CHECK(first_and_last("[fd00:0:a..b::1]:53", 2) == "[fd00:0:a::1]:53 to [fd00:0:b::1]:53");
    CHECK(first_and_last("[fd00::9..10]:53", 8) == "[fd00::9]:53 to [fd00::10]:53");
    CHECK(first_and_last("10.1.2.3:4", 1) == "10.1.2.3:4 to 10.1.2.3:4");
    CHECK(first_and_last("10.1.2.3:4..4", 1) == "10.1.2.3:4 to 10.1.2.3:4");
}

TEST_CASE("A span that is empty or makes no sense is refused", "[words]")
{
    for (const auto *text :
         {"", "127.0.0.1", "127.0.0.1:9..8", "127.0.0.1:65535..65536", "127.0.0.1:1...3", "127.0.0.1:..",
          "127.0.0.1:1..", "127.0.0.1:..3", "127.0.0.64..1:80", "127.0.0.1..256:80", "127.0.0.1..2:1..2",
          "127.0.0.a..b:80", "1..2:80", "[..]:80", "[1..2]:80", "[::1..fffff]:80", "nonsense:4..5"}) {
        INFO(text);
        CHECK_THROWS_AS(Endpoint::span(text), std::invalid_argument);
    }
    for (const auto *text : {"127.0..1..2:80", "127.0.1..2..3:80", "127.0.1..2.:80", "127.0.1..2.3.4:80"}) {
        INFO(text);
        CHECK_THROWS_AS(Endpoint::span(text), std::invalid_argument);
    }
}
