#include "platform/platform.hpp"

#include "words/feature.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>

TEST_CASE("A feature that was never probed is lacking", "[platform]")
{
    platform::Platform here;
    here.features.push_back({.name = "there", .available = true, .found = "tried, and it worked"});
    here.features.push_back({.name = "not there", .available = false, .found = "ENOSYS"});
    CHECK(here.lacks("there") == nullptr);
    REQUIRE(here.lacks("not there") != nullptr);
    CHECK(here.lacks("not there")->found == "ENOSYS");
    REQUIRE(here.lacks("never heard of") != nullptr);
    CHECK(here.lacks("never heard of")->found == "never probed");
}

TEST_CASE("Probing says of every feature how it was found", "[platform]")
{
    namespace feature = words::feature;
    const auto here = platform::probe("somebody");
    std::set<std::string_view> probed;
    for (const auto &one : here.features) {
        INFO(one.name);
        CHECK(!one.found.empty());
        CHECK(probed.insert(one.name).second);
    }
    for (const auto name :
         {feature::private_hosts, feature::several_uids, feature::own_addresses, feature::cables, feature::tcp_view,
          feature::udp_view, feature::ipv6, feature::privileged_ports, feature::user_namespaces, feature::reuse_port,
          feature::raw_sockets, feature::drop_counter}) {
        INFO(name);
        CHECK(probed.contains(name));
    }
    CHECK(here.standing == "somebody");
    CHECK(here.label == std::string(platform::name(here.kind)) + "-" + here.kernel.text());
    CHECK(here.label.find('/') == std::string::npos);
}
