#include "conflict/hold.hpp"

#include "conflict/answers.hpp"
#include "conflict/elsewhere.hpp"
#include "conflict/evidence.hpp"
#include "conflict/run.hpp"
#include "conflict/shrink.hpp"
#include "model/script.hpp"
#include "stage/faults.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace suites::conflict {

namespace {

using model::Cell;

const model::Slice &slice_called(std::string_view id)
{
    for (const auto &slice : model::slices()) {
        if (slice.id == id) return slice;
    }
    throw std::logic_error("no slice goes by the name " + std::string(id));
}

/// Tries at most this many surprises for a simpler one; the others are told as they are.
constexpr std::size_t most_shrunk = 5;

Cell smallest_like(Runner &runner, const model::Pages &pages, const Cell &cell)
{
    return shrunk(cell, [&](const Cell &candidate) {
        try {
            const auto played = runner.play({candidate});
            return differs(pages, candidate, played[0]);
        } catch (const std::exception &) {
            return false; // what cannot be played is no simpler form of what can
        }
    });
}

/// Whether its socket is there in the end: who has left or closed it has nothing to take packets from.
bool has_its_socket(const Cell &cell, std::size_t who)
{
    bool has = false;
    for (const auto &deed : cell.deeds) {
        if (deed.who != who) continue;
        if (deed.act == model::Act::bind) has = true;
        if (deed.act == model::Act::close || deed.act == model::Act::leave) has = false;
    }
    return has;
}

/// Step by step, by actors of the trial's own.
void show(Trial &trial, const Cell &cell)
{
    const auto host = trial.host();
    constexpr unsigned port = 8080;
    std::map<std::string, stage::Actor> actors;
    const auto perform = [&](const std::string &actor, model::User user, const std::vector<model::Move> &moves) {
        auto found = actors.find(actor);
        if (found == actors.end()) found = actors.emplace(actor, host.actor(actor, stage::uid(user))).first;
        for (const auto &move : moves) {
            std::vector<std::string> words;
            words.reserve(move.size());
            for (const auto &word : move)
                words.push_back(model::filled(word, port));
            const auto verb = words.front();
            words.erase(words.begin());
            if (found->second.perform(verb, words).refused()) return;
        }
    };
    auto nameless = [&](std::size_t who) {
        auto name = name_of(cell, who);
        std::replace(name.begin(), name.end(), ' ', '-');
        return name;
    };
    for (const auto &deed : cell.deeds)
        perform(nameless(deed.who), cell.cast[deed.who].user, model::moves(cell, deed));
    constexpr unsigned enough = 4;
    for (std::size_t packet = 0; packet < cell.packets.size(); ++packet) {
        perform("client", 0, {model::sending(cell, packet, 0, enough)});
        for (std::size_t who = 0; who < cell.cast.size(); ++who) {
            if (has_its_socket(cell, who)) perform(nameless(who), cell.cast[who].user, {model::collecting(who)});
        }
        perform("client", 0, {{"close-flows"}});
    }
}

/// What explains cells here and is none of mainline's rules is a divergence each. One that is in force and explains
/// none is a surprise, but where some cells could not be played it may be theirs.
void expect_quirks(Trial &trial, const Outcome &outcome)
{
    for (const auto &[quirk, count] : outcome.by_quirk) {
        if (count == 0 && !outcome.lacking.empty()) continue;
        trial.expect(std::string(quirk), std::string(count > 0 ? known::as_the_quirk : known::as_mainline))
            .is(std::string(known::as_mainline));
    }
}

/// Ends the trial: what is left of the slice could not be played.
void tell_what_lacks(const Outcome &outcome, const stage::Troupe &troupe)
{
    if (outcome.lacking.empty()) return;
    const auto &feature = outcome.lacking.begin()->first;
    throw stage::Missing(feature, troupe.lacks(feature).value_or("the host is the machine itself, to which nothing is "
                                                                 "added"));
}

std::string text_of(const Surprise &surprise, std::size_t all)
{
    return "all but " + std::to_string(all) + ": " + (surprise.smallest.empty() ? surprise.label : surprise.smallest) +
           ": seen " + surprise.seen + "; by the pages " + surprise.predicted;
}

} // namespace

void hold(Trial &trial, std::string_view id)
{
    auto &run = Run::current();
    const auto &slice = slice_called(id);
    const auto cells = slice.cells(run.width());
    Runner runner(run.troupe(), run.pages());
    auto played = runner.play(cells);
    if (slice.hangs_on_the_host) {
        play_elsewhere(run.pages(), cells, played, [&](const std::vector<Cell> &differing) {
            runner.moves_on();
            return runner.play(differing);
        });
    }
    auto outcome = held_against(run.pages(), cells, played);
    outcome.slice = id;
    outcome.says = slice.says;
    count_quirks(outcome, run.quirks(), cells, played);
    outcome.evidence = evidence_text(id, run.platform(), outcome.by_quirk, played, runner.parts());
    Answered answered;
    for (std::size_t at = 0; at < played.size(); ++at) {
        if (!played[at].lack) answered[static_cast<std::uint32_t>(at)] = played[at].answers;
    }
    outcome.answers = answers_file(answered);
    if (outcome.cells == 0) tell_what_lacks(outcome, run.troupe());

    std::optional<Cell> simplest;
    for (std::size_t at = 0; at < std::min(outcome.surprises.size(), most_shrunk); ++at) {
        auto &surprise = outcome.surprises[at];
        const auto smallest = smallest_like(runner, run.pages(), cells[surprise.cell]);
        surprise.smallest = smallest.label();
        if (at == 0) simplest = smallest;
    }
    const auto surprises = outcome.surprises.size();
    trial
        .contrast("cells that would be the same if nobody were ever in anybody's way",
                  outcome.shows_conflicts ? "not all" : "all")
        .is("not all");
    const auto unexplained = surprises == 0 ? "all" : text_of(outcome.surprises.front(), surprises);
    trial.expect("cells that the pages explain", unexplained).is("all");
    if (simplest) show(trial, *simplest); // not before it is said what the surprise is
    expect_quirks(trial, outcome);
    tell_what_lacks(run.keep(std::move(outcome)), run.troupe());
}

} // namespace suites::conflict
