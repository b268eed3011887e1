// Ports on the machine itself, where those of the documents are not ours to choose.

#include "stage/performance.hpp"

#include "house/troupe.hpp"
#include "words/endpoint.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <set>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using stage::Performance;
using words::Endpoint;

namespace {

std::uint16_t port_of(const std::string &endpoint) { return Endpoint::parse(endpoint).port(); }

constexpr unsigned many = 70;

/// Another process that looks for ports as this one does, and holds what it finds until it is let go.
class Other {
  public:
    Other()
    {
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_.data());
        process_ = fork();
        if (process_ != 0) {
            close(ends_[1]);
            return;
        }
        close(ends_[0]);
        hold_some(ends_[1]);
    }
    ~Other()
    {
        close(ends_[0]);
        waitpid(process_, nullptr, 0);
    }
    Other(const Other &) = delete;
    Other &operator=(const Other &) = delete;

    [[nodiscard]] unsigned first() const
    {
        unsigned port = 0;
        (void)recv(ends_[0], &port, sizeof port, 0);
        return port;
    }

  private:
    [[noreturn]] static void hold_some(int line) noexcept
    {
        stage::Ports ports;
        const unsigned first = ports.run(many);
        (void)send(line, &first, sizeof first, 0);
        char nothing = 0;
        (void)recv(line, &nothing, sizeof nothing, 0);
        _exit(0);
    }

    std::array<int, 2> ends_{};
    pid_t process_ = 0;
};

} // namespace

TEST_CASE("Two runs on one machine never take the same ports", "[stage]")
{
    const Other other;
    const auto theirs = other.first();
    REQUIRE(theirs >= 10000);
    stage::Ports ports;
    const auto ours = ports.run(many); // looked for from the very port on where the other began
    CHECK((ours >= theirs + many || theirs >= ours + many));
}

TEST_CASE("On a private host a port stays what it is", "[stage]")
{
    auto troupe = house::ambient_troupe();
    troupe.private_hosts = true;
    Performance performance(troupe);
    for (const auto *where : {"127.0.0.1:8080", "[::]:80", "127.0.0.1:20000..20063", "127.0.0.1..64:5000"})
        CHECK(performance.place(where) == where);
}

TEST_CASE("On the machine itself a port is moved once and for all addresses", "[stage]")
{
    const auto troupe = house::ambient_troupe();
    Performance performance(troupe);
    const auto moved = performance.place("127.0.0.1:8080");
    CHECK(moved.starts_with("127.0.0.1:"));
    CHECK(port_of(moved) >= 10000);
    CHECK(port_of(moved) < 16000);
    CHECK(performance.place("127.0.0.1:8080") == moved);
    CHECK(port_of(performance.place("0.0.0.0:8080")) == port_of(moved));
    CHECK(port_of(performance.place("[::1]:8080")) == port_of(moved));
    CHECK(performance.place("127.0.0.1..64:8080") == "127.0.0.1..64:" + std::to_string(port_of(moved)));
    CHECK(port_of(performance.place("127.0.0.1:8081")) != port_of(moved));
}

TEST_CASE("A port that the kernel is to choose is left to it", "[stage]")
{
    const auto troupe = house::ambient_troupe();
    Performance performance(troupe);
    CHECK(performance.place("127.0.0.1:0") == "127.0.0.1:0");
    CHECK(performance.place("[::]:0") == "[::]:0");
}

TEST_CASE("A range of ports is moved as one and stays as long", "[stage]")
{
    const auto troupe = house::ambient_troupe();
    Performance performance(troupe);
    const auto moved = performance.place("127.0.0.1:20000..20063");
    CHECK(Endpoint::span(moved).size() == 64);
    CHECK(performance.place("127.0.0.1:20000..20063") == moved);
}

TEST_CASE("No two ports of a trial are moved to one place", "[stage]")
{
    const auto troupe = house::ambient_troupe();
    // Many trials after one another: the places are used again and again.
    for (int trial = 0; trial < 12; ++trial) {
        Performance performance(troupe);
        std::set<std::uint16_t> taken;
        for (const auto *where : {"127.0.0.1:8080", "127.0.0.1:20000..20624", "127.0.0.1:8081",
                                  "127.0.0.1:30000..30624", "127.0.0.1:8082"}) {
            for (const auto &endpoint : Endpoint::span(performance.place(where))) {
                INFO(where << " at " << endpoint.text());
                CHECK(endpoint.port() >= 10000);
                CHECK(endpoint.port() < 16000);
                CHECK(taken.insert(endpoint.port()).second);
            }
        }
    }
}

TEST_CASE("What there is no room for is a gap", "[stage]")
{
    const auto troupe = house::ambient_troupe();
    Performance performance(troupe);
    CHECK_THROWS_AS(performance.place("127.0.0.1:20000..29999"), stage::Missing);
}
