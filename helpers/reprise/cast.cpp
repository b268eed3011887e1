#include "reprise/cast.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace reprise {

namespace {

std::string argument(const words::Step &step, std::string_view name)
{
    for (const auto &word : step.arguments) {
        if (word.starts_with(name)) return word.substr(name.size());
    }
    return "";
}

} // namespace

std::string network_of(const words::Step &birth)
{
    const auto network = argument(birth, "network:");
    return network == "new" ? birth.who : network;
}

Cast::Cast(const std::vector<Said> &lines) : lines_(lines)
{
    std::map<std::string, std::size_t> birth;     // of those on the stage, by name
    std::map<std::size_t, std::size_t> last_deed; // by birth
    const auto acts = [&](const std::string &who, std::size_t at) {
        const auto found = birth.find(who);
        if (found != birth.end()) last_deed[found->second] = at;
    };
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto &step = lines[at].line.step;
        if (std::find(names_.begin(), names_.end(), step.who) == names_.end()) names_.push_back(step.who);
        if (step.verb == "born") {
            birth[step.who] = at;
            acts(network_of(step), at);
        }
        if (step.verb == "lay-cable") acts(far_end(at), at);
        acts(step.who, at);
    }
    for (std::size_t at = 1; at < lines.size(); ++at) {
        const auto &step = lines[at].line.step;
        if (step.verb != "born" || network_of(step) != step.who) continue;
        const bool all_done = std::all_of(last_deed.begin(), last_deed.end(),
                                          [&](const auto &one) { return one.first >= at || one.second < at; });
        if (all_done) scenes_.insert(at);
    }
}

std::size_t Cast::place_of(const std::string &name) const
{
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

std::string Cast::enumerator_of(const std::string &name) const
{
    std::string text;
    for (const char letter : name) {
        const auto byte = static_cast<unsigned char>(letter);
        text += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
    }
    // Names that C, or what stands around the steps, has given away.
    constexpr std::array taken{"MAIN", "OK", "SKIPPED", "AT", "INT", "ONE", "EACH", "NULL", "EOF", "SILENT"};
    const bool is_name = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
    if (!is_name || std::find(taken.begin(), taken.end(), text) != taken.end()) text.insert(0, "THE_");
    return text;
}

std::string Cast::far_end(std::size_t line) const
{
    // The step names a process, and the next who raises the cable's end is in it.
    for (auto at = line + 1; at < lines_.size(); ++at) {
        const auto &step = lines_[at].line.step;
        if (step.verb == "raise-link") return step.who;
    }
    return "";
}

} // namespace reprise
