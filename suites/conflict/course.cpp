#include "conflict/course.hpp"

#include "model/script.hpp"
#include "stage/faults.hpp"
#include "words/errno_name.hpp"
#include "words/tally.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

namespace suites::conflict {

namespace {

using model::Act;
using model::Answers;
using model::Cell;
using model::Reach;

constexpr unsigned at_first = 4;
constexpr unsigned most_for_two = 48;   // that all go to one of two by chance alone: 2^-47
constexpr unsigned most_for_more = 128; // that one of three gets none of them: 3 * (2/3)^128, less than 1e-21

constexpr unsigned most(std::size_t wanted)
{
    return wanted > 2 ? most_for_more : wanted == 2 ? most_for_two : at_first;
}

std::vector<Unit> units_of(const Cell &cell, Repertory &repertory)
{
    std::vector<Unit> all;
    std::vector<model::Move> steps;
    for (std::size_t at = 0; at < cell.deeds.size(); ++at) {
        const auto &deed = cell.deeds[at];
        if (all.empty() || all.back().who != deed.who) {
            if (!all.empty()) all.back().part = repertory.number(model::as_part(steps));
            steps.clear();
            all.push_back({.who = deed.who, .first = at, .last = at, .ends = {}});
        }
        for (auto &move : model::moves(cell, deed))
            steps.push_back(std::move(move));
        all.back().ends.push_back(steps.size());
        all.back().last = at + 1;
    }
    all.back().part = repertory.number(model::as_part(steps));
    return all;
}

/// "bind s1 127.0.0.1:20001": one step of a part.
std::string step_of(const std::string &part, std::size_t number, unsigned port)
{
    std::size_t from = 0;
    for (; number > 0; --number)
        from = part.find(';', from) + 1;
    auto step = model::filled(part.substr(from, part.find(';', from) - from), port);
    std::replace(step.begin(), step.end(), ',', ' ');
    return step;
}

struct Told {
    std::size_t step;
    std::string_view answer;
};

std::vector<Told> read(std::string_view told)
{
    std::vector<Told> all;
    while (!told.empty()) {
        const auto end = std::min(told.find(';'), told.size());
        const auto one = told.substr(0, end);
        const auto colon = std::min(one.find(':'), one.size());
        std::size_t step = 0;
        std::from_chars(one.data(), one.data() + colon, step);
        all.push_back({step, one.substr(std::min(colon + 1, one.size()))});
        told.remove_prefix(std::min(end + 1, told.size()));
    }
    return all;
}

/// Of steps that bring something: it came.
bool brought(std::string_view answer) { return answer.starts_with("from") || answer == "end"; }

} // namespace

std::size_t Repertory::number(std::string part)
{
    const auto [place, is_new] = numbers.try_emplace(std::move(part), steps.size());
    if (is_new) steps.push_back(place->first);
    return place->second;
}

Course::Course(const Cell &of, Played &into, Repertory &repertory, const model::Pages &pages)
    : cell_(&of),
      played_(&into),
      units_(units_of(of, repertory)),
      opened_(of.cast.size()),
      bound_(of.cast.size()),
      listening_(of.cast.size()),
      traffic_(of.packets.size())
{
    const auto predicted = predict(pages, of).answers.packets;
    for (std::size_t packet = 0; packet < traffic_.size(); ++packet) {
        traffic_[packet].came.resize(of.cast.size());
        traffic_[packet].wanted = static_cast<std::size_t>(std::popcount(predicted[packet].who));
    }
    played_->answers.deeds.assign(of.deeds.size(), Answers::not_done);
    played_->answers.packets.resize(of.packets.size());
}

void Course::unmet(const std::string &step, std::string_view answer) const
{
    throw stage::Unmet(cell_->label() + ": " + step, "ok", std::string(answer));
}

const Unit *Course::next_unit()
{
    while (next_ < units_.size()) {
        const auto &unit = units_[next_++];
        if (cell_->deeds[unit.first].act == Act::bind) opened_[unit.who] = true;
        if (cell_->deeds[unit.first].act == Act::bind || bound_[unit.who]) return &unit;
    }
    return nullptr;
}

void Course::hear_unit(const Unit &unit, const Cue &cue, const std::string &part, std::string_view told)
{
    std::optional<Told> refusal;
    for (const auto &one : read(told)) {
        if (!brought(one.answer)) refusal = one;
    }
    std::size_t from = 0;
    for (auto at = unit.first; at < unit.last; ++at) {
        const auto &deed = cell_->deeds[at];
        const auto end = unit.ends[at - unit.first];
        auto &answer = played_->answers.deeds[at];
        if (refusal && refusal->step < from) break; // what follows was not done
        if (refusal && refusal->step < end) {
            const auto step = step_of(part, refusal->step, played_->port);
            const bool may_be_refused = step.starts_with("bind s") || step.starts_with("listen ");
            const auto number = words::errno_number(refusal->answer);
            if (!number || !may_be_refused) unmet(cue.actor + " " + step, refusal->answer);
            answer = *number;
        } else {
            answer = 0;
            if (deed.act == Act::bind) bound_[deed.who] = true;
            if (deed.act == Act::listen) listening_[deed.who] = true;
            if (deed.act == Act::close || deed.act == Act::leave) bound_[deed.who] = listening_[deed.who] = false;
            if (deed.act == Act::close) opened_[deed.who] = false;
        }
        from = end;
    }
}

bool Course::open(std::size_t who) const
{
    return is_stream(cell_->cast[who].protocol) ? listening_[who] : bool{bound_[who]};
}

bool Course::chance(const model::Packet &packet) const
{
    std::size_t with = 0;
    for (std::size_t who = 0; who < cell_->cast.size(); ++who) {
        const auto &socket = cell_->cast[who];
        const bool ever =
            socket.options.port || std::any_of(cell_->deeds.begin(), cell_->deeds.end(),
                                               [=](const auto &deed) { return deed.who == who && deed.options.port; });
        const auto reach = packet.six ? socket.address.reach_six : socket.address.four;
        if (open(who) && ever && !(reach == Reach::none()) && reach.takes(packet.to)) ++with;
    }
    return with > 1;
}

Course::Sources Course::next_sources(std::size_t packet)
{
    auto &traffic = traffic_[packet];
    if (traffic.decided) return {};
    const auto first = chance(cell_->packets[packet]) ? at_first : 1;
    const Sources next{.first = traffic.sent,
                       .count =
                           traffic.sent == 0 ? first : std::min(traffic.sent * 2, most(traffic.wanted) - traffic.sent)};
    traffic.sent += next.count;
    return next;
}

void Course::hear_sent(std::string_view told)
{
    for (const auto &[step, answer] : read(told)) {
        if (answer.starts_with("EADDRINUSE")) {
            disturbed_ = true;
            for (auto &one : traffic_)
                one.decided = true; // nothing more is to be found out
        } else if (!answer.ends_with("_open") && !answer.ends_with("_sent") && !answer.starts_with("ECONNREFUSED") &&
                   !answer.starts_with("nothing")) {
            unmet("client sends", answer);
        }
    }
}

bool Course::decided() const
{
    return std::all_of(traffic_.begin(), traffic_.end(), [](const auto &one) { return one.decided; });
}

void Course::hear_collected(std::size_t who, std::string_view told)
{
    for (const auto &[step, answer] : read(told)) {
        if (answer.front() == 'E' || answer.front() == '?') unmet("collect", answer);
        for (const auto number : words::Tally::parse(answer).numbers)
            traffic_.at(number / model::numbers_per_packet).came.at(who).push_back(number);
    }
}

void Course::decide()
{
    for (std::size_t packet = 0; packet < traffic_.size(); ++packet) {
        if (!traffic_[packet].decided) decide(packet);
    }
}

/// Whom the numbers name; where chance may pick, that one got nothing yet proves nothing yet. All that was sent must
/// have come, or nothing of it.
void Course::decide(std::size_t packet)
{
    auto &traffic = traffic_[packet];
    auto &received = played_->answers.packets[packet];
    received = {};
    std::vector<std::uint32_t> all;
    std::size_t receivers = 0;
    for (std::size_t who = 0; who < cell_->cast.size(); ++who) {
        const auto &numbers = traffic.came[who];
        if (numbers.empty()) continue;
        received.who |= 1U << who;
        ++receivers;
        all.insert(all.end(), numbers.begin(), numbers.end());
    }
    const auto copies = all.size();
    std::sort(all.begin(), all.end());
    const auto different = static_cast<std::size_t>(std::unique(all.begin(), all.end()) - all.begin());
    if (different != 0 && different != traffic.sent)
        throw stage::Fault(cell_->label() + ": of " + std::to_string(traffic.sent) + " sent to " +
                           model::packet_text(cell_->packets[packet]) + " came " + std::to_string(different));
    if (receivers > 1)
        received.way = copies == different * receivers ? model::Way::each : model::Way::split;
    else if (copies != different)
        throw stage::Fault(cell_->label() + ": something came twice to one socket");
    traffic.decided = receivers == 0 || receivers >= traffic.wanted || received.way == model::Way::each ||
                      cell_->packets[packet].from_peer || traffic.sent >= most(traffic.wanted);
    played_->flows = std::max(played_->flows, traffic.sent);
}

} // namespace suites::conflict
