#include "conflict/runner.hpp"

#include "conflict/course.hpp"
#include "conflict/ensemble.hpp"
#include "model/script.hpp"
#include "stage/faults.hpp"
#include "words/feature.hpp"

#include <algorithm>
#include <numeric>

namespace suites::conflict {

namespace {

using model::Act;
using model::Cell;
using model::State;

constexpr std::size_t batch = 256;        // cells; fewer where each has many sockets
constexpr std::size_t most_sockets = 512; // of a batch: an actor may have no more than 4096 descriptors
constexpr unsigned first_port = 1024;
constexpr unsigned last_port = 16000; // above are the clients' and those that a kernel may choose by itself
constexpr int most_tries = 3;         // of a cell whose client's port turns out to be somebody else's
constexpr unsigned most_left = 3000;  // connections in TIME_WAIT on one host; a small machine keeps 4096

/// On a host that is the machine itself runners follow each other: what one has touched is no fresh port to the next.
unsigned &next_port_of_the_machine()
{
    static unsigned next = first_port;
    return next;
}

bool has_cable(const Cell &cell)
{
    return std::any_of(cell.cast.begin(), cell.cast.end(),
                       [](const auto &socket) { return socket.device == model::Device::cable; });
}

/// What must be there for a cell to be played.
std::optional<std::string_view> lacking(const Cell &cell, const stage::Troupe &troupe)
{
    namespace feature = words::feature;
    const auto lacks = [&](std::string_view name) {
        const bool adds = name == feature::cables || name == feature::own_addresses;
        return (adds && !troupe.private_hosts) || troupe.lacks(name).has_value();
    };
    for (const auto &socket : cell.cast) {
        if (socket.address.six && lacks(feature::ipv6)) return feature::ipv6;
        if (socket.options.port && lacks(feature::reuse_port)) return feature::reuse_port;
        if (socket.protocol == model::Protocol::mptcp && lacks(feature::mptcp)) return feature::mptcp;
        if (socket.protocol == model::Protocol::udplite && lacks(feature::udplite)) return feature::udplite;
    }
    if (has_cable(cell) && lacks(feature::cables)) return feature::cables;
    for (const auto &deed : cell.deeds) {
        if (deed.act == Act::leave && lacks(feature::tcp_view)) return feature::tcp_view;
    }
    const bool to_group = std::any_of(cell.packets.begin(), cell.packets.end(),
                                      [](const auto &packet) { return packet.to == model::group_number; });
    if (to_group && lacks(feature::own_addresses)) return feature::own_addresses;
    return std::nullopt;
}

} // namespace

struct Runner::Inside {
    const stage::Troupe &troupe;
    const model::Pages &pages;
    Repertory repertory{};
    std::unique_ptr<Ensemble> ensemble{};
    unsigned next_port = first_port;
    unsigned left = 0; ///< connections in TIME_WAIT

    /// Who waits for what a part brings.
    struct Awaited {
        Course *course;
        std::size_t cue;  ///< of the course's
        std::size_t who;  ///< the socket that it is about
        const Unit *unit; ///< null when it is none
    };
    std::vector<Awaited> awaited{};

    /// The cells at these places, in batches; the places of those that were disturbed.
    std::vector<std::size_t> play(const std::vector<Cell> &cells, const std::vector<std::size_t> &places,
                                  std::vector<Played> &all)
    {
        std::vector<std::size_t> disturbed;
        std::vector<std::size_t> playing;
        std::vector<Course> courses;
        std::size_t sockets = 0;
        for (const auto at : places) {
            all[at] = {};
            if (const auto lack = lacking(cells[at], troupe)) {
                all[at].lack = *lack;
            } else {
                courses.emplace_back(cells[at], all[at], repertory, pages);
                playing.push_back(at);
                sockets += cells[at].cast.size();
            }
            const bool full = courses.size() == batch || sockets >= most_sockets;
            if (!full && (at != places.back() || courses.empty())) continue;
            play(courses);
            for (std::size_t course = 0; course < courses.size(); ++course) {
                if (courses[course].disturbed()) disturbed.push_back(playing[course]);
            }
            courses.clear();
            playing.clear();
            sockets = 0;
        }
        return disturbed;
    }

    void play(std::vector<Course> &courses)
    {
        make_room(courses);
        for (auto &course : courses)
            course.played().port = next_port++;
        if (!ensemble->on_own_host()) next_port_of_the_machine() = next_port;
        try {
            while (play_next_units(courses)) {}
            while (send(courses))
                collect(courses);
            clear(courses);
        } catch (...) {
            // Whoever plays on has nothing to do with what was left open.
            awaited.clear();
            ensemble.reset();
            throw;
        }
    }

    /// Each port serves once, for it remembers who was there.
    void make_room(const std::vector<Course> &courses)
    {
        unsigned will_be_left = 0;
        for (const auto &course : courses) {
            for (const auto &deed : course.cell().deeds)
                will_be_left += deed.state == State::time_wait ? 1 : 0;
        }
        if (!ensemble || next_port + batch > last_port || left + will_be_left > most_left) {
            ensemble.reset();
            ensemble = std::make_unique<Ensemble>(troupe);
            next_port = ensemble->on_own_host() ? first_port : next_port_of_the_machine();
            if (next_port + batch > last_port) next_port = first_port; // the machine has no more
            left = 0;
        }
        left += will_be_left;
        if (std::any_of(courses.begin(), courses.end(), [](const auto &course) { return has_cable(course.cell()); }))
            ensemble->lay_cable();
    }

    /// Has an actor play a part as soon as all do.
    void cue(Course &course, std::string actor, model::User user, std::size_t part, std::size_t who,
             const Unit *unit = nullptr)
    {
        auto &cues = course.played().cues;
        awaited.push_back({.course = &course, .cue = cues.size(), .who = who, .unit = unit});
        cues.push_back({.actor = std::move(actor), .user = user, .part = part, .told = {}});
        ensemble->cue(user, part, repertory.steps[part], course.played().port);
    }

    void cue(Course &course, std::size_t who, std::size_t part, const Unit *unit = nullptr)
    {
        const auto &cell = course.cell();
        cue(course, name_of(cell, who), cell.cast[who].user, part, who, unit);
    }

    /// Writes down what each said, and lets `hear` know.
    template <typename Hear> void play(Hear hear)
    {
        auto told = ensemble->play();
        for (std::size_t at = 0; at < awaited.size(); ++at) {
            auto &cue = awaited[at].course->played().cues[awaited[at].cue];
            cue.told = std::move(told[at]);
            hear(awaited[at], cue);
        }
        awaited.clear();
    }

    /// The next part of each cell; whether there was any.
    bool play_next_units(std::vector<Course> &courses)
    {
        for (auto &course : courses) {
            if (const auto *unit = course.next_unit()) cue(course, unit->who, unit->part, unit);
        }
        const bool any = !awaited.empty();
        play([this](const Awaited &of, const Cue &cue) {
            of.course->hear_unit(*of.unit, cue, repertory.steps[cue.part], cue.told);
        });
        return any;
    }

    /// To every destination of which it is not yet known who receives there; whether there was any.
    bool send(std::vector<Course> &courses)
    {
        for (auto &course : courses) {
            for (std::size_t packet = 0; packet < course.cell().packets.size(); ++packet) {
                const auto [first, count] = course.next_sources(packet);
                if (count == 0) continue;
                const auto part =
                    repertory.number(model::as_part({model::sending(course.cell(), packet, first, count)}));
                cue(course, "client", Ensemble::client, part, packet);
            }
        }
        const bool any = !awaited.empty();
        play([](const Awaited &of, const Cue &cue) { of.course->hear_sent(cue.told); });
        return any;
    }

    void collect(std::vector<Course> &courses)
    {
        for (auto &course : courses) {
            for (std::size_t who = 0; !course.decided() && who < course.cell().cast.size(); ++who) {
                if (course.open(who)) cue(course, who, repertory.number(model::as_part({model::collecting(who)})));
            }
        }
        play([](const Awaited &of, const Cue &cue) { of.course->hear_collected(of.who, cue.told); });
        ensemble->close_flows();
        for (auto &course : courses)
            course.decide();
    }

    void clear(std::vector<Course> &courses)
    {
        for (auto &course : courses) {
            for (std::size_t who = 0; who < course.cell().cast.size(); ++who) {
                if (!course.opened(who)) continue;
                const auto steps = model::clearing(course.cell(), who);
                if (!steps.empty()) cue(course, who, repertory.number(model::as_part(steps)));
            }
        }
        play([](const Awaited &of, const Cue &cue) {
            if (!cue.told.empty()) of.course->unmet(cue.actor + " clears the port", cue.told);
        });
    }
};

Runner::Runner(const stage::Troupe &troupe, const model::Pages &pages)
    : inside_(std::make_unique<Inside>(Inside{.troupe = troupe, .pages = pages}))
{
}
Runner::~Runner() = default;

const std::vector<std::string> &Runner::parts() const { return inside_->repertory.steps; }

void Runner::moves_on() { inside_->ensemble.reset(); }

std::vector<Played> Runner::play(const std::vector<Cell> &cells)
{
    std::vector<Played> all(cells.size());
    std::vector<std::size_t> places(cells.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    for (int tries = most_tries; !places.empty(); --tries) {
        if (tries == 0) throw stage::Unmet(cells[places.front()].label() + ": client sends", "ok", "EADDRINUSE");
        places = inside_->play(cells, places, all);
    }
    return all;
}

} // namespace suites::conflict
