#include "conflict/ensemble.hpp"

#include "model/script.hpp"
#include "words/feature.hpp"

namespace suites::conflict {

namespace {

/// One line asks for thousands of system calls, and an emulated machine may be busy.
constexpr std::chrono::seconds patience{90};

} // namespace

Ensemble::Ensemble(const stage::Troupe &troupe)
    : troupe_(troupe), performance_(std::make_shared<stage::Performance>(troupe_)), host_(performance_, "host")
{
    // Where a host is the machine itself nothing is added to it.
    if (host_.is_private() && !troupe_.lacks(words::feature::cables)) {
        elsewhere_.emplace(performance_, "elsewhere");
        host_.linked_to(*elsewhere_, "10.0.0.1/24", "10.0.0.2/24");
    }
    // A group needs a way there, and somebody who has joined it.
    const auto &sender = desk(client).actor;
    if (host_.is_private() && !troupe_.lacks(words::feature::own_addresses)) {
        host_.has_local_route(std::string(model::group_address) + "/32");
        sender.does("socket", "member", "udp4");
        sender.does("join", "member", std::string(model::group_address), "lo");
    }
}

Ensemble::Desk &Ensemble::desk(model::User user)
{
    auto found = desks_.find(user);
    if (found == desks_.end()) {
        found = desks_.emplace(user, Desk{.actor = host_.actor("u" + std::to_string(user), stage::uid(user))}).first;
    }
    return found->second;
}

void Ensemble::cue(model::User user, std::size_t part, const std::string &steps, unsigned port, Hear hear)
{
    auto &at = desk(user);
    if (at.learned.size() <= part) at.learned.resize(part + 1);
    if (!at.learned[part]) at.actor.does("learn", std::to_string(part), steps);
    at.learned[part] = true;
    at.cues.push_back({.part = part, .port = port, .hear = std::move(hear)});
}

void Ensemble::play()
{
    for (auto &[user, desk] : desks_) {
        if (desk.cues.empty()) continue;
        std::string line;
        for (const auto &cue : desk.cues) {
            if (!line.empty()) line += ',';
            (line += std::to_string(cue.part)) += '@';
            line += std::to_string(cue.port);
        }
        const auto answer = desk.actor.perform_within(patience, "play", {line}).text;
        std::string_view rest = answer;
        for (const auto &cue : desk.cues) {
            const auto bar = std::min(rest.find('|'), rest.size());
            cue.hear(rest.substr(0, bar));
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
        desk.cues.clear();
    }
    performance_->transcript.clear();
}

void Ensemble::close_flows() { (void)desk(client).actor.asked("close-flows"); }

} // namespace suites::conflict
