// What is known beforehand is written by hand: what a table could get wrong is looked for here.

#include "claim.hpp"
#include "known/known.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

using known::Kind;
using known::Known;

namespace {

using Complaints = std::vector<std::string>;

/// A source file with one of its functions, or a manual page with its section: something to be opened and read.
bool can_be_looked_up(std::string_view source)
{
    const std::string text(source);
    const std::regex function_in_a_file(
        "[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+\\.(c|h|go)\\b.*\\b[A-Za-z_][A-Za-z0-9_]+\\(\\)");
    const std::regex manual_page("\\b[a-z][a-z0-9_]*\\([2-8]\\)");
    return std::regex_search(text, function_in_a_file) || std::regex_search(text, manual_page);
}

Complaints complaints_about(const Known &entry, const std::set<std::string_view> &claims)
{
    Complaints all;
    const auto demand = [&](bool met, const std::string &what) {
        if (!met) all.push_back(std::string(entry.claim) + ": " + what);
    };
    demand(claims.contains(entry.claim), "no such claim");
    demand(!entry.finding.empty(), "names no finding");
    demand(!entry.instead.empty(), "names no outcome");
    demand(!entry.because.empty(), "gives no reason");
    demand(can_be_looked_up(entry.source), "its source can not be looked up: '" + std::string(entry.source) + "'");
    demand((entry.kind == Kind::divergence) == !entry.documented_on.empty(),
           "a divergence, and no refutation, says where the document is right");
    for (const auto &interval : entry.where.kernels.intervals) {
        demand(!interval.since || !interval.until || *interval.since < *interval.until,
               "an empty interval: " + interval.text());
    }
    return all;
}

bool overlap(const platform::Interval &one, const platform::Interval &other)
{
    const auto begins_before_the_end_of = [](const auto &a, const auto &b) {
        return !a.since || !b.until || *a.since < *b.until;
    };
    return begins_before_the_end_of(one, other) && begins_before_the_end_of(other, one);
}

bool overlap(const known::Where &one, const known::Where &other)
{
    const auto shared = [&](const auto kind) {
        return std::find(other.kinds.begin(), other.kinds.end(), kind) != other.kinds.end();
    };
    if (!one.kinds.empty() && !other.kinds.empty() && std::none_of(one.kinds.begin(), one.kinds.end(), shared)) {
        return false;
    }
    const auto &ours = one.kernels.intervals;
    const auto &theirs = other.kernels.intervals;
    if (ours.empty() || theirs.empty()) return true;
    return std::any_of(ours.begin(), ours.end(), [&](const auto &mine) {
        return std::any_of(theirs.begin(), theirs.end(), [&](const auto &its) { return overlap(mine, its); });
    });
}

bool contradict(const Known &one, const Known &other)
{
    const bool same_variant = one.variant.empty() || other.variant.empty() || one.variant == other.variant;
    return one.claim == other.claim && one.finding == other.finding && same_variant && overlap(one.where, other.where);
}

Complaints complaints_about(const std::vector<Known> &entries, const std::set<std::string_view> &claims)
{
    Complaints all;
    for (std::size_t at = 0; at < entries.size(); ++at) {
        const auto own = complaints_about(entries[at], claims);
        all.insert(all.end(), own.begin(), own.end());
        for (std::size_t other = 0; other < at; ++other) {
            if (!contradict(entries[at], entries[other])) continue;
            all.push_back(std::string(entries[at].claim) + ": two entries for '" + std::string(entries[at].finding) +
                          "' cover one platform");
        }
    }
    return all;
}

const Known faultless{.claim = "some.claim",
                      .finding = "the receivers",
                      .instead = "third alone",
                      .kind = Kind::refutation,
                      .because = "the newest socket wins",
                      .source = "net/ipv4/udp.c, udp4_lib_lookup2(), in 6.1 and 7.3"};

Complaints with(void (*change)(Known &))
{
    auto entry = faultless;
    change(entry);
    return complaints_about(entry, {"some.claim"});
}

std::size_t complaints_about_both(const known::Where &one, const known::Where &other)
{
    auto first = faultless;
    auto second = faultless;
    first.where = one;
    second.where = other;
    return complaints_about({first, second}, {"some.claim"}).size();
}

} // namespace

TEST_CASE("Every known outcome speaks of a claim and gives reason and source", "[known]")
{
    std::set<std::string_view> ids;
    for (const auto *claim : suites::claims())
        ids.insert(claim->id);
    const std::vector<Known> entries(known::entries().begin(), known::entries().end());
    for (const auto &complaint : complaints_about(entries, ids))
        FAIL_CHECK(complaint);
}

TEST_CASE("An entry that lacks something is complained of", "[known]")
{
    CHECK(with([](Known &) {}).empty());
    CHECK(with([](Known &entry) { entry.claim = "another.claim"; }).size() == 1);
    CHECK(with([](Known &entry) { entry.finding = ""; }).size() == 1);
    CHECK(with([](Known &entry) { entry.instead = ""; }).size() == 1);
    CHECK(with([](Known &entry) { entry.because = ""; }).size() == 1);
    CHECK(with([](Known &entry) { entry.kind = Kind::divergence; }).size() == 1);
    CHECK(with([](Known &entry) { entry.documented_on = "another platform"; }).size() == 1);
    CHECK(with([](Known &entry) {
              entry.where.kernels = {{{.since = platform::Kernel{6, 1, 0}, .until = platform::Kernel{6, 1, 0}}}};
          }).size() == 1);
}

TEST_CASE("A source is something that can be opened and read", "[known]")
{
    for (const auto *source : {"net/ipv4/udp.c, udp4_lib_lookup2()", "socket(7), SO_REUSEPORT", "ip(7)",
                               "bind(2), Errors", "net/core/sock_reuseport.c, reuseport_select_sock(), in 5.10 and 7.3",
                               "pkg/tcpip/ports/ports.go, isPortAvailable(); socket(7)"}) {
        INFO(source);
        CHECK(can_be_looked_up(source));
    }
    for (const auto *source : {"", "well known", "the kernel", "udp.c", "net/ipv4/udp.c", "udp4_lib_lookup2()",
                               "as everybody remembers (2)"}) {
        INFO(source);
        CHECK(!can_be_looked_up(source));
    }
}

TEST_CASE("Two entries for one finding must not cover one platform", "[known]")
{
    using platform::Kernel;
    using platform::Kind;
    const known::Where everywhere{};
    const known::Where until_6_1{.kinds = {}, .kernels = {{{.until = Kernel{6, 1, 0}}}}};
    const known::Where since_6_1{.kinds = {}, .kernels = {{{.since = Kernel{6, 1, 0}}}}};
    const known::Where since_6_0{.kinds = {}, .kernels = {{{.since = Kernel{6, 0, 0}}}}};
    const known::Where on_linux{.kinds = {Kind::linux, Kind::uml}, .kernels = {}};
    const known::Where on_gvisor{.kinds = {Kind::gvisor}, .kernels = {}};

    CHECK(complaints_about_both(everywhere, everywhere) == 1);
    CHECK(complaints_about_both(everywhere, on_gvisor) == 1);
    CHECK(complaints_about_both(on_linux, since_6_1) == 1);
    CHECK(complaints_about_both(until_6_1, since_6_0) == 1);
    CHECK(complaints_about_both(until_6_1, since_6_1) == 0);
    CHECK(complaints_about_both(on_linux, on_gvisor) == 0);
}

TEST_CASE("An entry for every variant leaves no room for another of one variant", "[known]")
{
    auto of_tcp4 = faultless;
    of_tcp4.variant = "tcp4";
    auto of_tcp6 = faultless;
    of_tcp6.variant = "tcp6";
    CHECK(complaints_about({of_tcp4, of_tcp6}, {"some.claim"}).empty());
    CHECK(complaints_about({faultless, of_tcp6}, {"some.claim"}).size() == 1);
}

TEST_CASE("Where an entry holds is told in words", "[known]")
{
    CHECK(known::Where{}.text() == "everywhere");
    CHECK(known::Where{.kinds = {platform::Kind::gvisor}, .kernels = {}}.text() == "gvisor");
    CHECK(known::Where{.kinds = {}, .kernels = {{{.since = platform::Kernel{6, 9, 0}}}}}.text() ==
          "kernels since 6.9.0");
}
