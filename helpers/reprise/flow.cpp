#include "reprise/flow.hpp"

#include "reprise/span.hpp"
#include "words/tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace reprise {

namespace {

constexpr double false_alarm = 1e-9;
constexpr std::size_t enough_for_evenness = 1250;

/// The chi-squared of 1 - 10^-9, for two receivers on.
constexpr std::array chi_squared{37.3, 41.4, 44.8, 47.9, 50.7, 53.3, 55.9};

/// How likely it is that chance gives all of so many flows to one of so many receivers.
double chance_of_one(std::size_t flows, std::size_t receivers)
{
    return std::pow(static_cast<double>(receivers), 1 - static_cast<double>(flows));
}

/// … that it leaves a receiver without any.
double chance_of_none(std::size_t flows, std::size_t receivers)
{
    const auto count = static_cast<double>(receivers);
    return count * std::pow(1 - 1 / count, static_cast<double>(flows));
}

} // namespace

/// Goes through the lines once, with what is known at each of them.
class FlowsOf {
  public:
    FlowsOf(Flows &flows, const std::vector<Said> &lines) : flows_(flows), lines_(lines) {}

    void look()
    {
        for (at_ = 0; at_ < lines_.size(); ++at_) {
            if (at_ > 0 && lines_[at_].variant != lines_[at_ - 1].variant) part();
            look_at(lines_[at_].line);
        }
        conclude();
    }

  private:
    struct Lot {
        std::vector<std::string> plan; ///< what was sent from where to where, in order
        std::size_t numbers = 0, each = 1;
        std::map<std::string, std::size_t> ends; ///< what was sent between, and how many flows that are
        bool for_all = false;
        bool mixed = false;               ///< with another that nobody had read: nothing can be said of either
        std::vector<std::size_t> readers; ///< in the order of their first reading
        std::map<std::size_t, std::vector<std::size_t>> got; ///< number, readers
        std::optional<std::size_t> last_reading;
        std::map<std::size_t, std::string> group; ///< reader, the endpoint it shares by SO_REUSEPORT
        std::map<std::size_t, Reader> socket;     ///< reader, where its socket is from
    };

    void look_at(const words::Line &line)
    {
        const auto &step = line.step;
        const auto &words = step.arguments;
        const auto &verb = step.verb;
        const bool ok = line.answer.text == "ok";
        const auto has = [&](std::size_t count) { return words.size() >= count; };
        if (verb == "born") {
            if (has(1) && words.back() == "network:new") part();
            std::erase_if(shared_, [&](const auto &one) { return one.first.who == step.who; });
        } else if (verb == "dies" || verb == "leaves") {
            std::erase_if(shared_, [&](const auto &one) { return one.first.who == step.who; });
        } else if (verb == "close" && has(1)) {
            shared_.erase({step.who, words[0]});
        } else if (verb == "set" && has(3) && ok && words[1] == "SO_REUSEPORT") {
            if (words[2] != "0") shares_.insert({step.who, words[0]});
        } else if (verb == "socket" && has(2)) {
            shares_.erase({step.who, words[0]});
            note_kind({step.who, words[0]}, words[1].find("tcp") != std::string::npos);
        } else if (verb == "bind" && has(2) && ok) {
            const Reader socket{step.who, words[0]};
            if (shares_.contains(socket)) shared_[socket] = {.endpoint = words[1], .from = socket};
        } else if (verb == "give" && has(2)) {
            given_[words[1]] = {step.who, words[0]};
        } else if (verb == "take" && has(2)) {
            note_kind({step.who, words[1]}, stream_.contains(given_[words[0]]));
            const auto from = shared_.find(given_[words[0]]);
            if (from != shared_.end()) shared_[{step.who, words[1]}] = from->second;
        } else if (verb == "send-flows" || verb == "open-flows" || verb == "open-silent-flows" || verb == "knock") {
            const bool knocks = verb == "knock" && has(2);
            if (knocks && members_at(port_of(words[1])) > 1) flows_.dealt_.insert(at_);
            send(step);
        } else if (verb == "collect" || verb == "serve" || verb == "collect-as-come") {
            read({step.who, words.empty() ? "" : words[0]}, line.answer.text, verb == "collect-as-come");
        } else if ((verb == "queue" || verb == "drops" || verb == "accept" || verb == "woken") && has(1)) {
            const auto found = shared_.find({step.who, words[0]});
            if (found != shared_.end() && members_at(port_of(found->second.endpoint)) > 1) flows_.dealt_.insert(at_);
        }
    }

    void note_kind(const Reader &socket, bool stream)
    {
        stream_.erase(socket);
        if (stream) stream_.insert(socket);
    }

    /// How many sockets share the port by SO_REUSEPORT.
    std::size_t members_at(const std::string &port) const
    {
        std::set<Reader> sockets;
        for (const auto &[who, shared] : shared_) {
            if (port_of(shared.endpoint) == port) sockets.insert(shared.from);
        }
        return sockets.size();
    }

    void send(const words::Step &step)
    {
        const auto &words = step.arguments;
        if (words.size() < 2) return;
        const bool silent = step.verb == "open-silent-flows";
        const auto each = words.size() > 3 ? number_in(words[3]).value_or(1) : 1;
        const auto count = count_of(words[0]) * count_of(words[1]) * each;
        const auto begun = lot_ && lot_->plan.front().starts_with(step.verb) ? lot_->numbers : 0;
        const auto first = silent ? begun : words.size() > 2 ? number_in(words[2]).value_or(0) : 0;
        if (!lot_ || first == 0) {
            // What an unread lot left waiting is read with this one, under the same numbers.
            const bool mixed = lot_ && !lot_->last_reading;
            conclude();
            lot_ = Lot{};
            lot_->mixed = mixed;
            lot_->each = each;
            lot_->for_all = is_for_all(words[1]);
        }
        lot_->plan.push_back(step.text());
        lot_->ends[words[0] + " " + words[1]] = count / std::max<std::size_t>(each, 1);
        lot_->numbers = std::max(lot_->numbers, first + count);
    }

    void read(const Reader &reader, const std::string &answer, bool as_come)
    {
        const auto place = place_of(reader);
        flows_.reading_[at_] = place;
        if (stream_.contains(reader)) flows_.streams_.insert(at_);
        if (!lot_) {
            lot_ = Lot{};
            lot_->plan.emplace_back("nothing");
        }
        auto &lot = *lot_;
        lot.last_reading = at_;
        if (std::find(lot.readers.begin(), lot.readers.end(), place) == lot.readers.end()) lot.readers.push_back(place);
        if (const auto found = shared_.find(reader); found != shared_.end()) {
            lot.group[place] = found->second.endpoint;
            lot.socket[place] = found->second.from;
        }
        for (const auto one : numbers(answer, as_come))
            lot.got[one].push_back(place);
    }

    static std::vector<std::size_t> numbers(const std::string &answer, bool as_come)
    {
        std::vector<std::size_t> all;
        try {
            if (as_come) {
                std::istringstream list(answer == "none" ? "" : answer);
                for (std::string one; std::getline(list, one, ',');)
                    all.push_back(number_in(one).value_or(0));
            } else {
                const auto tally = words::Tally::parse(answer);
                all.assign(tally.numbers.begin(), tally.numbers.end());
            }
        } catch (const std::invalid_argument &) {
            all.clear(); // no numbers but a refusal, which the lot will show
        }
        return all;
    }

    std::size_t place_of(const Reader &reader)
    {
        auto &all = flows_.readers_;
        const auto found = std::find(all.begin(), all.end(), reader);
        if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
        all.push_back(reader);
        return all.size() - 1;
    }

    /// What comes is another matter than what was.
    void part()
    {
        conclude();
        before_.reset();
    }

    // What is said of a lot.

    void conclude()
    {
        if (lot_ && lot_->last_reading) {
            const auto &lot = *lot_;
            if (lot.mixed) {
                flows_.outcomes_[*lot.last_reading] = {};
                lot_.reset();
                return;
            }
            Outcome outcome{.numbers = lot.numbers, .each = lot.each, .parties = parties(lot), .recorded = {}};
            outcome.recorded = sum(lot);
            for (const auto &party : outcome.parties)
                outcome.recorded += (&party == &outcome.parties.front() ? ": " : ", ") + told(lot, party);
            flows_.outcomes_[*lot.last_reading] = std::move(outcome);
            before_ = std::move(lot_);
        }
        lot_.reset();
    }

    std::vector<Party> parties(const Lot &lot) const
    {
        std::size_t flows = 0;
        for (const auto &[ends, count] : lot.ends)
            flows += count;
        std::vector<Party> all;
        std::set<std::size_t> said;
        std::size_t members = 1;
        for (const auto reader : lot.readers) {
            if (said.contains(reader)) continue;
            const auto group = group_of(lot, reader);
            const auto size = sockets_of(lot, group);
            said.insert(group.begin(), group.end());
            if (size < 2 || lot.for_all || chance_of_none(flows, size) < false_alarm) {
                for (const auto one : group)
                    all.push_back({.told = Party::Told::share, .readers = {one}});
            } else {
                const bool few = chance_of_one(flows, size) > false_alarm;
                all.push_back({.told = few ? Party::Told::share : Party::Told::by_how_many, .readers = group});
            }
            if (size > 1 && size == group.size() && !lot.for_all && flows >= enough_for_evenness &&
                size <= chi_squared.size() + 1)
                all.push_back({.told = Party::Told::evenness, .readers = group});
            if (!lot.for_all) members = std::max(members, size);
        }
        if (before_ && before_->plan == lot.plan && members > 1 && flows * lot.each == lot.numbers) {
            for (const auto reader : before_->readers) {
                if (chance_of_one(flows_of(*before_, reader).size(), members) < false_alarm)
                    all.push_back({.told = Party::Told::successors, .readers = {reader}});
            }
        }
        return all;
    }

    /// The readers at sockets that share its endpoint by SO_REUSEPORT, itself among them.
    static std::vector<std::size_t> group_of(const Lot &lot, std::size_t reader)
    {
        const auto endpoint = lot.group.find(reader);
        std::vector<std::size_t> all;
        for (const auto other : lot.readers) {
            const auto its = lot.group.find(other);
            const bool shares =
                endpoint != lot.group.end() && its != lot.group.end() && its->second == endpoint->second;
            if (other == reader || shares) all.push_back(other);
        }
        return all;
    }

    static std::size_t sockets_of(const Lot &lot, const std::vector<std::size_t> &group)
    {
        std::set<Reader> sockets;
        for (const auto reader : group) {
            if (const auto found = lot.socket.find(reader); found != lot.socket.end()) sockets.insert(found->second);
        }
        return sockets.size();
    }

    /// The flows whose first repetition to arrive came to that reader.
    static std::vector<std::size_t> flows_of(const Lot &lot, std::size_t reader)
    {
        std::vector<std::size_t> all;
        std::size_t next = 0;
        for (const auto &[number, readers] : lot.got) {
            const auto flow = number / std::max<std::size_t>(lot.each, 1);
            if (flow < next) continue;
            next = flow + 1;
            if (readers.front() == reader) all.push_back(flow);
        }
        return all;
    }

    static std::string sum(const Lot &lot)
    {
        const auto arrived = lot.got.size();
        const auto often = static_cast<std::size_t>(
            std::count_if(lot.got.begin(), lot.got.end(), [](const auto &one) { return one.second.size() > 1; }));
        const std::string who = arrived == lot.numbers ? "each" : arrived == 0 ? "none" : "some";
        return who + " arrived" +
               (arrived == 0       ? ""
                : often == 0       ? " once"
                : often == arrived ? " repeatedly"
                                   : ", some repeatedly");
    }

    std::string told(const Lot &lot, const Party &party) const
    {
        std::string names;
        for (const auto reader : party.readers)
            names += (names.empty() ? "" : "+") + flows_.name_of(reader);
        std::map<std::size_t, std::size_t> counts;
        std::size_t share = 0;
        for (const auto &[number, readers] : lot.got) {
            bool theirs = false;
            for (const auto reader : readers) {
                const bool one_of_them =
                    std::find(party.readers.begin(), party.readers.end(), reader) != party.readers.end();
                theirs = theirs || one_of_them;
                if (one_of_them) ++counts[reader];
            }
            if (theirs) ++share;
        }
        const std::string amount = share == 0 ? " none" : share == lot.numbers ? " all" : " some";
        switch (party.told) {
        case Party::Told::share: return names + amount;
        case Party::Told::by_how_many: return names + amount + (counts.size() > 1 ? " by several" : " by one");
        case Party::Told::evenness: return names + (even(party, counts, share) ? " evenly" : " unevenly");
        case Party::Told::successors: break;
        }
        return names + "'s to " + successor(lot, party.readers.front());
    }

    static bool even(const Party &party, const std::map<std::size_t, std::size_t> &counts, std::size_t sum)
    {
        const auto expected = static_cast<double>(sum) / static_cast<double>(party.readers.size());
        double squares = 0;
        for (const auto reader : party.readers) {
            const auto found = counts.find(reader);
            const auto count = found == counts.end() ? 0.0 : static_cast<double>(found->second);
            squares += (count - expected) * (count - expected) / expected;
        }
        return squares <= chi_squared.at(party.readers.size() - 2);
    }

    std::string successor(const Lot &lot, std::size_t reader) const
    {
        std::map<std::size_t, std::size_t> now; // flow, reader
        for (const auto other : lot.readers) {
            for (const auto flow : flows_of(lot, other))
                now[flow] = other;
        }
        std::set<std::string> heirs;
        for (const auto flow : flows_of(*before_, reader)) {
            const auto heir = now.find(flow);
            heirs.insert(heir == now.end() ? "nobody" : flows_.name_of(heir->second));
        }
        return heirs.size() == 1 ? *heirs.begin() : "several";
    }

    struct Shared {
        std::string endpoint;
        Reader from; ///< who made the socket, and what it was called there
    };
    Flows &flows_;
    const std::vector<Said> &lines_;
    std::size_t at_ = 0;
    std::set<Reader> stream_;         ///< sockets for connections
    std::set<Reader> shares_;         ///< sockets that have SO_REUSEPORT
    std::map<Reader, Shared> shared_; ///< those of them that are bound
    std::map<std::string, Reader> given_;
    std::optional<Lot> lot_, before_;
};

Flows::Flows(const std::vector<Said> &lines) { FlowsOf(*this, lines).look(); }

std::string Flows::name_of(std::size_t reader) const
{
    const auto &[who, socket] = readers_.at(reader);
    return who + " " + socket;
}

std::optional<std::size_t> Flows::reader(std::size_t line) const
{
    const auto found = reading_.find(line);
    if (found == reading_.end()) return std::nullopt;
    return found->second;
}

const Outcome *Flows::outcome_after(std::size_t line) const
{
    const auto found = outcomes_.find(line);
    return found == outcomes_.end() ? nullptr : &found->second;
}

std::size_t Flows::most_numbers() const
{
    std::size_t most = 1;
    for (const auto &[line, outcome] : outcomes_)
        most = std::max(most, outcome.numbers);
    return most;
}

} // namespace reprise
