// Ports on the machine itself, where those of the documents are not ours to choose.

#include "stage/performance.hpp"

#include "house/troupe.hpp"
#include "words/endpoint.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

using stage::Performance;
using words::Endpoint;

namespace {

std::uint16_t port_of(const std::string &endpoint) { return Endpoint::parse(endpoint).port(); }

} // namespace

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
