// claims: puts the documented claims about port sharing to the test on the kernel it runs on. See --help.

#include "claim.hpp"
#include "conflict/evidence.hpp"
#include "platform/privilege.hpp"
#include "record/folder.hpp"
#include "record/reproducer.hpp"
#include "record/tell.hpp"
#include "session/catalogue.hpp"
#include "session/choice.hpp"
#include "session/explanation.hpp"
#include "session/rejudge.hpp"
#include "session/session.hpp"
#include "session/status.hpp"

#include <catch2/catch_session.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

using namespace suites;
using namespace suites::session;

int list(const std::vector<const Claim *> &chosen, bool for_ctest)
{
    for (const auto *claim : chosen) {
        if (for_ctest) {
            fmt::print("{};{};{}\n", claim->id, claim->chapter, claim->topic);
            continue;
        }
        fmt::print("{}\n{}", claim->id, record::wrapped(std::string(claim->sentence), "    "));
    }
    return no_surprise;
}

int show_platform(const platform::Platform &here)
{
    fmt::print("{}\n  kernel    {} ({})\n  machine   {}\n  run as    {}\n\n", here.label, here.release, here.build,
               here.machine, here.standing);
    for (const auto &feature : here.features) {
        fmt::print("{} {:<28} {}\n", feature.available ? "+" : "-", feature.name, feature.found);
    }
    return no_surprise;
}

platform::Platform where_we_are(const Options &options)
{
    auto here = platform::probe(platform::gain_privilege());
    if (!options.label.empty()) here.label = options.label;
    here.ran_in = options.ran_in;
    return here;
}

int explain(const Options &options, const std::vector<const Claim *> &chosen)
{
    Session session(options, where_we_are(options), chosen.size());
    for (const auto *claim : chosen) {
        const bool waits = claim->when == When::on_demand;
        fmt::print("{}{}", claim == chosen.front() ? "" : "\n",
                   explanation(*claim, waits ? std::nullopt : std::optional(session.rehearse(*claim))));
    }
    return no_surprise;
}

/// Played now, whatever it waits for: it was asked for by its name.
int reproduce(const Options &options, const Claim &claim)
{
    Session session(options, where_we_are(options), 1);
    const auto evidence = session.rehearse(claim);
    if (evidence.transcript.empty()) {
        fmt::print(stderr, "claims: {} cannot be played here, and leaves nothing to reproduce\n", claim.id);
        return nothing_observed;
    }
    fmt::print("{}", record::reproducer(evidence));
    return no_surprise;
}

/// Catch2 runs the tests; what is told of them is the session's, so Catch2's own reporter keeps silent.
int run(const Options &options, const std::vector<const Claim *> &chosen)
{
    Session session(options, where_we_are(options), chosen.size());
    Catch::Session catch2;
    Catch::ConfigData config;
    for (const auto *claim : chosen)
        config.testsOrTags.push_back("\"" + std::string(claim->id) + "\",");
    config.reporterSpecifications.push_back({"silent", {}, {}, {}});
    config.runOrder = Catch::TestRunOrder::Randomized;
    config.rngSeed = static_cast<std::uint32_t>(options.seed);
    config.allowZeroTests = true;
    catch2.useConfigData(config);
    catch2.run();
    return session.finish();
}

int bisect(const Options &options, const Claim &claim)
{
    Session session(options, where_we_are(options), 1);
    const auto result = session.perform(claim).result;
    session.finish();
    if (!std::holds_alternative<judgement::Judged>(result)) return not_to_be_said;
    return name(result) == options.good ? no_surprise : surprise;
}

/// The transcript of one cell of the conflict matrix, out of a slice's evidence.
int show_transcript(const std::string &where)
{
    const auto colon = std::min(where.rfind(':'), where.size());
    std::size_t cell = 0;
    const auto *const end = where.data() + where.size();
    const bool whole = colon + 1 < where.size() && std::from_chars(where.data() + colon + 1, end, cell).ptr == end;
    std::ifstream file(where.substr(0, colon));
    std::ostringstream text;
    text << file.rdbuf();
    const auto found = whole && file ? conflict::transcript_from(text.str(), cell) : std::nullopt;
    if (!found) {
        fmt::print(stderr, "claims: no evidence of a cell is to be found at '{}': FILE:CELL is wanted\n", where);
        return usage_error;
    }
    fmt::print("{}", *found);
    return no_surprise;
}

int act(const Options &options)
{
    if (options.deed == Deed::judge) return judge_again({options.wanted.begin(), options.wanted.end()});
    if (options.deed == Deed::reproduce && options.wanted.front().ends_with(".json")) {
        fmt::print("{}", record::reproducer(record::evidence_in(options.wanted.front())));
        return no_surprise;
    }
    const auto choice = choose(options.wanted, options.waits);
    for (const auto &complaint : choice.unknown)
        fmt::print(stderr, "claims: {}\n", complaint);
    if (!choice.unknown.empty()) return usage_error;
    switch (options.deed) {
    case Deed::list: return list(choice.claims, options.list_for_ctest);
    case Deed::explain: return explain(options, choice.claims);
    case Deed::reproduce:
        if (choice.claims.size() == 1) return reproduce(options, *choice.claims.front());
        fmt::print(stderr, "claims: --reproducer takes one claim, and '{}' are {}\n", options.wanted.front(),
                   choice.claims.size());
        return usage_error;
    case Deed::catalogue: fmt::print("{}\n", catalogue().dump(1)); return no_surprise;
    case Deed::probe: return show_platform(where_we_are(options));
    case Deed::bisect:
        if (choice.claims.size() == 1) return bisect(options, *choice.claims.front());
        fmt::print(stderr, "claims: bisect takes one claim, and '{}' means {}\n", options.wanted.front(),
                   choice.claims.size());
        return usage_error;
    case Deed::transcript: return show_transcript(options.transcript);
    case Deed::judge:
    case Deed::run: break;
    }
    return run(options, choice.claims);
}

} // namespace

int main(int count, char **arguments)
{
    try {
        const auto read = read_options(count, arguments);
        if (!read.options) return read.status;
        return act(*read.options);
    } catch (const record::Occupied &reason) {
        std::fprintf(stderr, "claims: %s\n", reason.what());
        return usage_error;
    } catch (const EvidenceUnreadable &reason) {
        std::fprintf(stderr, "claims: %s\n", reason.what());
        return usage_error;
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "claims: %s\n", reason.what());
        return broken;
    }
}
