#include "conflict/ensemble.hpp"

#include "model/script.hpp"
#include "words/feature.hpp"

#include <algorithm>
#include <utility>

namespace suites::conflict {

namespace {

/// One line asks for thousands of system calls, and an emulated machine may be busy.
constexpr std::chrono::seconds patience{90};

} // namespace

Ensemble::Ensemble(stage::Troupe troupe)
    : troupe_(std::move(troupe)),
      performance_(std::make_shared<stage::Performance>(troupe_)),
      host_(performance_, "host")
{
    // A group needs a way there, and somebody who has joined it. Where a host is the machine itself nothing is added.
    const auto &sender = desk(client).actor;
    if (host_.is_private() && !troupe_.lacks(words::feature::own_addresses)) {
        host_.has_local_route(std::string(model::group_address) + "/32");
        sender.does("socket", "member", "udp4");
        sender.does("join", "member", std::string(model::group_address), "lo");
    }
}

void Ensemble::lay_cable()
{
    if (elsewhere_) return;
    elsewhere_.emplace(performance_, "elsewhere");
    host_.linked_to(*elsewhere_, "10.0.0.1/24", "10.0.0.2/24");
}

Ensemble::Desk &Ensemble::desk(model::User user)
{
    auto found = desks_.find(user);
    if (found == desks_.end()) {
        found = desks_.emplace(user, Desk{.actor = host_.actor("u" + std::to_string(user), stage::uid(user))}).first;
    }
    return found->second;
}

void Ensemble::cue(model::User user, std::size_t part, const std::string &steps, unsigned port)
{
    auto &at = desk(user);
    if (at.learned.size() <= part) at.learned.resize(part + 1);
    if (!at.learned[part]) at.lessons.insert(at.lessons.end(), {std::to_string(part), steps});
    at.learned[part] = true;
    if (!at.line.empty()) at.line += ',';
    (at.line += std::to_string(part)) += '@';
    at.line += std::to_string(port);
    at.cues.push_back(cues_++);
}

std::vector<std::string> Ensemble::play()
{
    std::vector<std::string> told(std::exchange(cues_, 0));
    for (auto &[user, desk] : desks_) {
        if (desk.cues.empty()) continue;
        if (!desk.lessons.empty()) desk.actor.need("learn", std::exchange(desk.lessons, {}));
        const auto answer = desk.actor.perform_within(patience, "play", {std::exchange(desk.line, {})}).text;
        std::string_view rest = answer;
        for (const auto cue : desk.cues) {
            const auto bar = std::min(rest.find('|'), rest.size());
            told[cue] = rest.substr(0, bar);
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
        desk.cues.clear();
    }
    performance_->forget_transcript();
    return told;
}

void Ensemble::close_flows() { (void)desk(client).actor.asked("close-flows"); }

} // namespace suites::conflict
