// A claim: one sentence about port sharing, the statements it reads, and the scenario that shows whether it holds.
//
//     CHAPTER(tcp_restart, "restart");
//
//     CLAIM("tcp.restart.reuseaddr", "With SO_REUSEADDR a server restarts at once although …", "tw.ra-restart"_said)
//     {
//         auto host = trial.host();
//         …
//         trial.contrast("without the option", tcp(heir).bind("0.0.0.0:8080")).is(bind_denied(EADDRINUSE));
//         trial.expect("the heir restarts", tcp(heir).reuse_addr().bind("0.0.0.0:8080").listen()).is(allowed);
//     }
//
// The id names the Catch2 test, the CTest entry, the evidence and the report's anchor. Adding a claim touches one file.
#pragma once

#include "judgement/answers.hpp"
#include "judgement/statistics.hpp"
#include "said/ledger.hpp"
#include "stage/ending.hpp"
#include "stage/flows.hpp"
#include "stage/host.hpp"
#include "stage/socket.hpp"
#include "trial.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>
#include <string_view>
#include <vector>

namespace suites {

/// Whether a claim runs with all others, or only when it is asked for: some wait for minutes, and say so in their
/// sentence.
enum class When { always, on_demand };

struct Claim {
    std::string_view id{};
    std::string_view sentence{};
    std::string_view chapter{};
    std::string_view topic{};
    When when = When::always;
    std::vector<const said::Statement *> statements{};
    void (*scenario)(Trial &trial) = nullptr;
};

/// A claim that stands in claims(), as each that CLAIM() writes does.
struct Enrolled : Claim {
    explicit Enrolled(Claim claim);
};

/// Every enrolled claim of this program, by id.
const std::vector<const Claim *> &claims();

/// Plays the claim and hands the outcome to the session in progress; asserts by Catch2 that it is no surprise.
void put_to_the_test(const Claim &claim);

// What a claim is written with.
using namespace judgement; // a suite reads as sentences
using namespace stage;
using said::operator""_said;

} // namespace suites

/// Opens a chapter: the file's name, and the topic its claims are labelled with.
#define CHAPTER(name, of_topic)                                                                                        \
    namespace {                                                                                                        \
    constexpr std::string_view chapter_of_this_file = #name;                                                           \
    constexpr std::string_view topic_of_this_file = of_topic;                                                          \
    }                                                                                                                  \
    static_assert(true)

#define CLAIM_JOINED(one, other) one##other
#define CLAIM_NAMED(one, other) CLAIM_JOINED(one, other)
// Hidden from whoever does not ask by name: the tests of the house link the claims too, to read them.
#define CLAIM_REGISTERED(scenario, claim, runs, id, sentence, ...)                                                     \
    static void scenario(suites::Trial &trial);                                                                        \
    static const suites::Enrolled claim(                                                                               \
        {id, sentence, chapter_of_this_file, topic_of_this_file, runs, {__VA_ARGS__}, &scenario});                     \
    TEST_CASE(id, "[.claim]") { suites::put_to_the_test(claim); }                                                      \
    static void scenario([[maybe_unused]] suites::Trial &trial)

/// CLAIM(id, sentence, statements…) { scenario, with `trial` at hand }
#define CLAIM(id, sentence, ...)                                                                                       \
    CLAIM_REGISTERED(CLAIM_NAMED(scenario_, __LINE__), CLAIM_NAMED(claim_, __LINE__), suites::When::always, id,        \
                     sentence, __VA_ARGS__)

/// The same for one that runs only when it is asked for by name, or with --waits.
#define CLAIM_ON_DEMAND(id, sentence, ...)                                                                             \
    CLAIM_REGISTERED(CLAIM_NAMED(scenario_, __LINE__), CLAIM_NAMED(claim_, __LINE__), suites::When::on_demand, id,     \
                     sentence, __VA_ARGS__)
