#include "conflict/outcome.hpp"

#include <algorithm>
#include <set>

namespace suites::conflict {

namespace {

using model::Act;
using model::Answers;
using model::Cell;
using model::Prediction;

std::string_view verb(Act act)
{
    switch (act) {
    case Act::alter: return "set";
    case Act::listen: return "listen";
    case Act::leave: return "listen and leave";
    case Act::connect: return "connect";
    case Act::close: return "close";
    case Act::bind: break;
    }
    return "bind";
}

/// The answers in a line; of each, in brackets, the rule that decided it.
std::string in_a_line(const Cell &cell, const Answers &answers, const Prediction *by)
{
    std::string text;
    for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
        const auto &deed = cell.deeds[at];
        if (answers.deeds[at] == Answers::not_done) continue;
        text += (text.empty() ? "" : ", ") + name_of(cell, deed.who) + " " + std::string(verb(deed.act)) + " " +
                model::deed_text(answers.deeds[at]);
        if (by != nullptr && !by->deed_rules[at].empty()) text += " [" + std::string(by->deed_rules[at]) + "]";
    }
    for (std::size_t at = 0; at < cell.packets.size(); ++at) {
        text += (at == 0 ? "; " : ", ") + std::string(name(cell.packets[at].protocol)) + " to " +
                model::packet_text(cell.packets[at]) + " " + received_text(cell, answers.packets[at]);
        if (by != nullptr) text += " [" + std::string(by->packet_rules[at]) + "]";
    }
    return text;
}

/// Of many sockets a table is about two: the last, and the first, or where all before the last are bystanders the one
/// before it.
std::size_t holder_of(const Cell &cell) { return cell.cast.size() <= 3 ? 0 : cell.cast.size() - 2; }

Answer in_words(const Cell &cell, const Answers &answers)
{
    const auto holder = holder_of(cell);
    const auto asker = cell.cast.size() - 1;
    Answer words{.bind = "-", .listen = "-", .holder_listens = "-", .receives = ""};
    bool asked = false;
    for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
        const auto &deed = cell.deeds[at];
        const auto text = model::deed_text(answers.deeds[at]);
        if (deed.who == asker && deed.act == Act::bind) {
            words.bind = text;
            asked = true;
        }
        if (deed.who == asker && deed.act == Act::listen) words.listen = text;
        if (deed.who == holder && deed.act == Act::listen && asked) words.holder_listens = text;
    }
    std::set<std::string> receivers;
    for (const auto &received : answers.packets)
        receivers.insert(received_text(cell, received));
    for (const auto &one : receivers)
        words.receives += (words.receives.empty() ? "" : ", ") + one;
    return words;
}

void count_rules(Outcome &outcome, const Cell &cell, const Prediction &predicted)
{
    for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
        const auto rule = predicted.deed_rules[at];
        if (rule.empty()) continue;
        const auto act = cell.deeds[at].act;
        if (act == Act::bind) ++outcome.bind[rule];
        if (act == Act::listen || act == Act::leave) ++outcome.listen[rule];
    }
    for (const auto rule : predicted.packet_rules)
        ++outcome.receive[rule];
}

/// Pages in which nobody is ever in anybody's way: what a check that cannot fail would take for the truth.
model::Pages without_conflicts(model::Pages pages)
{
    for (auto *page : {&pages.bind, &pages.listen}) {
        for (auto &rule : *page)
            rule.ruling = rule.ruling == model::Ruling::refuses ? model::Ruling::agrees : rule.ruling;
    }
    return pages;
}

} // namespace

std::string answers_text(const Cell &cell, const Answers &answers) { return in_a_line(cell, answers, nullptr); }

Outcome held_against(const model::Pages &pages, const std::vector<Cell> &cells, const std::vector<Played> &played)
{
    Outcome outcome;
    const auto peaceful = without_conflicts(pages);
    for (std::size_t at = 0; at < cells.size(); ++at) {
        const auto &cell = cells[at];
        if (played[at].lack) {
            ++outcome.lacking[*played[at].lack];
            continue;
        }
        ++outcome.cells;
        const auto &seen = played[at].answers;
        const auto predicted = predict(pages, cell);
        count_rules(outcome, cell, predicted);
        auto &count = outcome.table[{std::string(name(cell.cast[holder_of(cell)].options)),
                                     std::string(name(cell.cast.back().options))}][in_words(cell, seen)];
        if (count.times++ == 0) count.example = at;
        outcome.shows_conflicts = outcome.shows_conflicts || !(predict(peaceful, cell).answers == seen);
        if (predicted.answers == seen) continue;
        outcome.surprises.push_back({.cell = at,
                                     .label = cell.label(),
                                     .predicted = in_a_line(cell, predicted.answers, &predicted),
                                     .seen = in_a_line(cell, seen, nullptr),
                                     .smallest = {}});
    }
    return outcome;
}

void count_quirks(Outcome &outcome, const std::vector<const known::Quirk *> &in_force, const std::vector<Cell> &cells,
                  const std::vector<Played> &played)
{
    std::set<std::size_t> unexplained;
    for (const auto &surprise : outcome.surprises)
        unexplained.insert(surprise.cell);
    for (const auto *quirk : in_force) {
        if (!quirk->shows_in(outcome.slice)) continue;
        auto others = in_force;
        std::erase(others, quirk);
        const auto pages = known::pages_with(others);
        auto &count = outcome.by_quirk[quirk->id];
        for (std::size_t at = 0; at < cells.size(); ++at) {
            if (played[at].lack || unexplained.contains(at)) continue;
            count += predict(pages, cells[at]).answers == played[at].answers ? 0 : 1;
        }
    }
}

} // namespace suites::conflict
