#include "judgement/statistics.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <random>
#include <stdexcept>

using Catch::Matchers::WithinAbs;
using judgement::busiest;
using judgement::by_chance;
using judgement::chance_of_fewer;
using judgement::chance_of_more;
using judgement::Counts;
using judgement::enough_to_weigh;
using judgement::even;
using judgement::independent;
using judgement::received;
using judgement::times_as_much;

namespace {

Counts receivers(const std::vector<std::uint64_t> &counts)
{
    Counts made;
    for (const auto count : counts)
        made.emplace_back("r" + std::to_string(made.size() + 1), count);
    return made;
}

double bound_for(std::size_t receiver_count)
{
    return even(receivers(std::vector<std::uint64_t>(receiver_count, 100))).statistic.value().bound;
}

} // namespace

TEST_CASE("The critical values of evenness are those of the chi-squared tables", "[judgement]")
{
    CHECK_THAT(bound_for(2), WithinAbs(37.3, 0.05));
    CHECK_THAT(bound_for(3), WithinAbs(41.45, 0.05));
    CHECK_THAT(bound_for(4), WithinAbs(44.8, 0.05));
    CHECK_THAT(bound_for(8), WithinAbs(55.9, 0.05));
}

TEST_CASE("Evenness is measured by Pearson's chi-squared", "[judgement]")
{
    // (40-50)²/50 + (60-50)²/50
    const auto seen = even(receivers({40, 60}));
    CHECK(seen.text == "even");
    CHECK_THAT(seen.statistic.value().value, WithinAbs(4.0, 1e-9));
    CHECK(seen.statistic->flows == 100);
    CHECK(seen.statistic->false_alarm == 1e-9);
    CHECK(seen.statistic->counts == receivers({40, 60}));
    CHECK_THAT(even(receivers({100, 100, 100})).statistic.value().value, WithinAbs(0, 1e-9));
}

TEST_CASE("Evenness ends exactly at its bound", "[judgement]")
{
    // Of 1000 flows to two: 2·(d/√500)² passes 37.33 between d = 96 and d = 97.
    CHECK(even(receivers({500 + 96, 500 - 96})).text == "even");
    CHECK(even(receivers({500 + 97, 500 - 97})).text == "uneven");
}

TEST_CASE("A receiver of twice the weight is seen among enough flows", "[judgement]")
{
    std::mt19937 chance(20010101);
    for (const std::size_t count : {2U, 3U, 4U, 8U}) {
        INFO(count << " receivers");
        const auto passes_among = [&](unsigned flows) {
            int passes = 0;
            for (int times = 0; times < 4000; ++times) {
                std::vector<std::uint64_t> got(count);
                for (unsigned flow = 0; flow < flows; ++flow)
                    ++got[chance() % (count + 1) % count]; // the first has two parts
                if (even(receivers(got)).text == "even") ++passes;
            }
            return passes;
        };
        CHECK(passes_among(enough_to_weigh(count)) < 40);
        CHECK(passes_among(enough_to_weigh(count) * 2 / 3) > 200);
    }
}

TEST_CASE("Fair flows are even whatever the dice say", "[judgement]")
{
    std::mt19937 chance(20010101);
    for (const std::size_t count : {2U, 3U, 4U, 8U}) {
        const auto enough = enough_to_weigh(count);
        for (int times = 0; times < 500; ++times) {
            std::vector<std::uint64_t> got(count);
            for (unsigned flow = 0; flow < enough; ++flow)
                ++got[chance() % count];
            CHECK(even(receivers(got)).text == "even");
        }
    }
}

TEST_CASE("One who gets everything is named", "[judgement]")
{
    CHECK(even(receivers({0, 0, 1250})).text == "r3 alone");
    CHECK(even(receivers({1, 0})).text == "r1 alone");
    CHECK(even(receivers({1250})).text == "r1 alone");
}

TEST_CASE("Nothing that arrived is nobody's", "[judgement]")
{
    CHECK(even({}).text == "nobody");
    CHECK(even(receivers({0})).text == "nobody");
    CHECK(even(receivers({0, 0, 0})).text == "nobody");
    CHECK(independent(0, 0, 0.5).text == "nobody");
    CHECK(by_chance("a six", 0, 0, 1.0 / 6).text == "nobody");
}

TEST_CASE("A receiver that is left out makes the others uneven", "[judgement]")
{
    CHECK(even(receivers({313, 313, 312, 312, 0})).text == "uneven");
}

TEST_CASE("Flows that stay as often as chance has it are independent", "[judgement]")
{
    for (const std::uint64_t same : {550U, 625U, 700U}) {
        INFO(same);
        const auto seen = independent(same, 1250, 0.5);
        CHECK(seen.text == "independent");
        CHECK(seen.statistic.value().flows == 1250);
        CHECK(seen.statistic->counts == Counts{{"stayed", same}, {"moved", 1250 - same}});
    }
}

TEST_CASE("Flows that stay too often or too seldom are related", "[judgement]")
{
    CHECK(independent(0, 1250, 0.5).text == "related");
    CHECK(independent(500, 1250, 0.5).text == "related");
    CHECK(independent(750, 1250, 0.5).text == "related");
    CHECK(independent(1249, 1250, 0.5).text == "related");
}

TEST_CASE("Flows that all stay are kept", "[judgement]") { CHECK(independent(1250, 1250, 0.5).text == "kept"); }

TEST_CASE("So few flows that chance alone could keep them all are independent", "[judgement]")
{
    CHECK(independent(1, 1, 0.5).text == "independent");
    CHECK(independent(10, 10, 0.5).text == "independent");
    CHECK(independent(64, 64, 0.5).text == "kept");
}

TEST_CASE("Each tail of independence gets half of the false alarms", "[judgement]")
{
    // By the normal approximation 6.11 standard deviations (17.68 flows each) from 625, and rounded outwards.
    const auto bound = independent(625, 1250, 0.5).statistic.value().bound;
    CHECK_THAT(bound, WithinAbs(625 + 6.11 * 17.68, 2));
    CHECK(independent(static_cast<std::uint64_t>(bound), 1250, 0.5).text == "independent");
    CHECK(independent(static_cast<std::uint64_t>(bound) + 1, 1250, 0.5).text == "related");
}

TEST_CASE("What happens as often as chance has it is by chance", "[judgement]")
{
    const auto seen = by_chance("a six", 100, 600, 1.0 / 6);
    CHECK(seen.text == "as by chance");
    CHECK(seen.statistic.value().name == "a six");
    CHECK(seen.statistic->flows == 600);
    CHECK(by_chance("a six", 0, 600, 1.0 / 6).text == "never");
    CHECK(by_chance("a six", 600, 600, 1.0 / 6).text == "always");
    CHECK(by_chance("a six", 300, 600, 1.0 / 6).text == "not as by chance");
    CHECK(by_chance("a six", 10, 600, 1.0 / 6).text == "not as by chance");
}

TEST_CASE("So few tries that chance alone could bring all or none are by chance", "[judgement]")
{
    CHECK(by_chance("a six", 0, 10, 1.0 / 6).text == "as by chance");
    CHECK(by_chance("a six", 3, 3, 1.0 / 6).text == "as by chance");
}

TEST_CASE("Who received is said with the chance that an even choice left one out", "[judgement]")
{
    const auto seen = received("r1 alone", receivers({100, 0}));
    CHECK(seen.text == "r1 alone");
    CHECK(seen.statistic.value().value == 1);
    CHECK(seen.statistic->bound == 2);
    CHECK(seen.statistic->flows == 100);
    CHECK_THAT(seen.statistic->false_alarm, Catch::Matchers::WithinRel(2 * std::pow(0.5, 100), 1e-9));
    CHECK(received("nobody", receivers({0, 0})).statistic.value().false_alarm == 1);
    CHECK(received("r1 alone", receivers({1, 0})).statistic.value().false_alarm == 1);
}

TEST_CASE("The busiest has its part as long as chance explains its share", "[judgement]")
{
    CHECK(busiest(receivers({100, 100, 100, 100})).text == "its part");
    CHECK(busiest(receivers({126, 95, 90, 89})).text == "its part");
    CHECK(busiest(receivers({160, 80, 80, 80})).text == "more than its part");
    CHECK(busiest(receivers({0, 400, 0, 0})).text == "r2 alone");
    CHECK(busiest(receivers({8})).text == "r1 alone");
    CHECK(busiest(receivers({0, 0})).text == "nobody");
    CHECK_THAT(busiest(receivers({100, 300})).statistic.value().value, WithinAbs(75, 1e-9));
}

TEST_CASE("Multiples are told when they are whole", "[judgement]")
{
    CHECK(times_as_much(12, 3).text == "exactly 4 times as much");
    CHECK(times_as_much(3, 3).text == "as much");
    CHECK(times_as_much(13, 3).text == "not a whole number of times as much");
    CHECK(times_as_much(2, 3).text == "not a whole number of times as much");
    CHECK(times_as_much(0, 3).text == "exactly 0 times as much");
    CHECK(times_as_much(3, 0).text == "nothing");
}

TEST_CASE("The chance that a queue gets too many or too few is that of dice", "[judgement]")
{
    CHECK_THAT(chance_of_more(1, 2, 2), WithinAbs(0.5, 1e-12));  // both on one side: two of four
    CHECK_THAT(chance_of_fewer(1, 2, 2), WithinAbs(0.5, 1e-12)); // or none on the other
    CHECK(chance_of_more(5, 5, 4) == 0);
    CHECK(chance_of_fewer(0, 5, 4) == 0);
    CHECK(chance_of_fewer(6, 5, 4) == 1);
    CHECK(chance_of_more(59, 70, 4) < 1e-9);
    CHECK(chance_of_more(59, 236, 4) > 0.5);
}
