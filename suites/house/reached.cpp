// Where numbered flows went, counted without any being sent.

#include "stage/faults.hpp"
#include "stage/flows.hpp"

#include <catch2/catch_test_macros.hpp>

using stage::flows_that_stayed;
using stage::Reached;

namespace {

/// Three receivers and what each of them collected.
Reached collected(unsigned flows, unsigned each, const std::vector<std::string> &tallies)
{
    Reached reached({"first", "second", "third"}, flows, each);
    for (std::size_t at = 0; at < tallies.size(); ++at)
        reached.add(at, tallies[at]);
    return reached;
}

} // namespace

TEST_CASE("Who received is told by name", "[stage]")
{
    CHECK(collected(4, 1, {"0-3", "none", "none"}).receiver() == "first alone");
    CHECK(collected(4, 1, {"0", "none", "1-3"}).receiver() == "first and third");
    CHECK(collected(4, 1, {"0", "1-2", "3"}).receiver() == "first, second and third");
    CHECK(collected(4, 1, {"none", "none", "none"}).receiver() == "nobody");
}

TEST_CASE("How many each received is counted, those who got none too", "[stage]")
{
    const auto reached = collected(4, 1, {"0", "1-3", "none"});
    CHECK(reached.counts() ==
          std::vector<std::pair<std::string, std::uint64_t>>{{"first", 1}, {"second", 3}, {"third", 0}});
    CHECK(reached.count_of("second") == 3);
    CHECK_THROWS_AS(reached.count_of("fourth"), stage::Fault);
}

TEST_CASE("What was lost or came twice is accounted for", "[stage]")
{
    CHECK(collected(4, 1, {"0-3"}).accounted() == "each arrived once");
    CHECK(collected(4, 1, {"0-2"}).accounted() == "1 lost");
    CHECK(collected(4, 1, {"0-3", "3"}).accounted() == "1 arrived more than once");
    CHECK(collected(4, 1, {"0,0-2"}).accounted() == "1 lost and 1 arrived more than once");
    auto dropped = collected(4, 1, {"0"});
    dropped.dropped(2);
    CHECK(dropped.accounted() == "2 dropped at a full queue and 1 lost");
    auto refused = collected(4, 1, {"none"});
    refused.refuse("ECONNREFUSED");
    CHECK(refused.accounted() == "refused: ECONNREFUSED");
    CHECK(refused.receiver() == "refused: ECONNREFUSED");
}

TEST_CASE("Who got a copy of everything is told, and who did not get it whole", "[stage]")
{
    CHECK(collected(4, 1, {"0-3", "0-3", "0-3"}).copies() == "each arrived once at every one");
    CHECK(collected(4, 1, {"0-3", "none", "0-3"}).copies() == "each arrived once at first and third");
    CHECK(collected(4, 1, {"none", "none", "none"}).copies() == "nobody");
    CHECK(collected(4, 1, {"0-3", "0-2", "0-3"}).copies() == "each arrived once at first and third, some at second");
    CHECK(collected(4, 1, {"0-3", "0-3", "0,0-3"}).copies() ==
          "each arrived once at first and second, some twice at third");
    CHECK(collected(4, 1, {"0-1", "2", "3,3"}).copies() == "some at first and second, some twice at third");
    auto refused = collected(4, 1, {"none"});
    refused.refuse("ENETUNREACH");
    CHECK(refused.copies() == "refused: ENETUNREACH");
}

TEST_CASE("A flow that changes its receiver is seen", "[stage]")
{
    CHECK(collected(2, 3, {"0-2", "3-5"}).steadiness() == "every flow stayed");
    CHECK(collected(2, 3, {"0-1", "2-5"}).steadiness() == "1 flows changed receiver");
    CHECK(collected(2, 3, {"0,4", "1-3,5"}).steadiness() == "2 flows changed receiver");
}

TEST_CASE("A flow belongs to whoever got its first datagram that arrived", "[stage]")
{
    const auto reached = collected(3, 2, {"0", "3", "none"});
    CHECK(reached.receiver_of(0) == "first");
    CHECK(reached.receiver_of(1) == "second");
    CHECK(reached.receiver_of(2).empty());
}

TEST_CASE("Flows that stayed are those with the same receiver in both", "[stage]")
{
    const auto before = collected(4, 1, {"0-1", "2", "none"});
    CHECK(flows_that_stayed(before, before) == 3);
    CHECK(flows_that_stayed(before, collected(4, 1, {"0", "1-3", "none"})) == 2);
    CHECK(flows_that_stayed(before, collected(2, 1, {"0-1"})) == 2);
    CHECK(flows_that_stayed(before, collected(4, 1, {"none"})) == 0);
}

TEST_CASE("A number that was never sent is no datagram of ours", "[stage]")
{
    CHECK_THROWS(collected(4, 1, {"4"}));
    CHECK_THROWS(collected(2, 2, {"0-4"}));
}

TEST_CASE("Who received is told with what became of the rest", "[stage]")
{
    CHECK(collected(4, 1, {"0-3"}).outcome() == "first alone");
    CHECK(collected(4, 1, {"0-2"}).outcome() == "first alone, 1 lost");
    CHECK(collected(4, 1, {"0-3", "3"}).outcome() == "first and second, 1 arrived more than once");
    CHECK(collected(4, 1, {"none"}).outcome() == "nobody");
    auto dropped = collected(4, 1, {"none"});
    dropped.dropped(4);
    CHECK(dropped.outcome() == "nobody, 4 dropped at a full queue");
    auto refused = collected(4, 1, {"none"});
    refused.refuse("EPERM");
    CHECK(refused.outcome() == "refused: EPERM");
}

TEST_CASE("What was received and what was dropped add up to what was sent", "[stage]")
{
    auto dropped = collected(4, 1, {"0-1"});
    CHECK(dropped.sum() == "2 lost");
    CHECK(dropped.overflow() == "nothing dropped");
    dropped.dropped(2);
    CHECK(dropped.sum() == "received + dropped = sent");
    CHECK(dropped.overflow() == "overflowed");
    dropped.dropped(1);
    CHECK(dropped.sum() == "3 dropped at a full queue");
    CHECK(collected(4, 1, {"0-3"}).sum() == "received + dropped = sent");
    CHECK(collected(4, 1, {"0-3", "3"}).sum() == "1 arrived more than once");
    auto repeated = collected(4, 1, {"0,0-2"});
    repeated.dropped(1);
    CHECK(repeated.sum() == "1 dropped at a full queue and 1 arrived more than once");
}

TEST_CASE("Who took over the flows of one who is gone is told by name", "[stage]")
{
    const auto before = collected(6, 1, {"0-1", "2-3", "4-5"});
    CHECK(collected(6, 1, {"none", "0-3", "4-5"}).took_over(before, "first") == "second alone");
    CHECK(collected(6, 1, {"none", "0,2-3", "1,4-5"}).took_over(before, "first") == "second and third");
    CHECK(collected(6, 1, {"none", "2-3", "4-5"}).took_over(before, "first") == "nobody");
    CHECK(collected(6, 1, {"none", "1-3", "4-5"}).took_over(before, "first") == "second and nobody");
    CHECK(before.took_over(before, "fourth") == "nobody");
}

TEST_CASE("A queue that is full keeps the first ones", "[stage]")
{
    CHECK(collected(4, 1, {"0-3"}).kept() == "all");
    CHECK(collected(4, 1, {"0-1"}).kept() == "the first ones");
    CHECK(collected(4, 1, {"0", "1"}).kept() == "the first ones");
    CHECK(collected(4, 1, {"0,2"}).kept() == "others");
    CHECK(collected(4, 1, {"3"}).kept() == "others");
    CHECK(collected(4, 1, {"none"}).kept() == "none");
    CHECK(collected(4, 1, {"0-1", "3"}).held() == 3);
}
