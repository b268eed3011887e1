#include "reprise/cast.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace reprise {

namespace {

std::string network(const words::Step &birth)
{
    constexpr std::string_view begin = "network:";
    for (const auto &word : birth.arguments) {
        if (word.starts_with(begin)) return word.substr(begin.size());
    }
    return "";
}

bool makes_network(const words::Step &step) { return step.verb == "born" && network(step) == "new"; }

std::string enumerator(const std::string &name)
{
    std::string text;
    for (const char letter : name) {
        const auto byte = static_cast<unsigned char>(letter);
        text += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
    }
    // Names that C, or what stands around the steps, has given away.
    constexpr std::array taken{"MAIN",    "OK",      "SKIPPED",  "AT",        "INT",     "ONE",
                               "EACH",    "NULL",    "EOF",      "SILENT",    "GROUP4",  "GROUP6",
                               "READERS", "NUMBERS", "LINGER_0", "IN_ACCEPT", "IN_EPOLL"};
    const bool is_name = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
    if (!is_name || std::find(taken.begin(), taken.end(), text) != taken.end()) text.insert(0, "THE_");
    return text;
}

/// Whoever is on the stage, by birth; of one name there may be several, and the last is meant.
struct OnStage {
    struct One {
        std::size_t actor, birth;
    };
    std::map<std::string, std::vector<One>> by_name;

    [[nodiscard]] const One *who(const std::string &name) const
    {
        const auto found = by_name.find(name);
        return found == by_name.end() || found->second.empty() ? nullptr : &found->second.back();
    }
    [[nodiscard]] std::size_t count(const std::string &name) const
    {
        const auto found = by_name.find(name);
        return found == by_name.end() ? 0 : found->second.size();
    }
};

/// The line of the last deed of whoever was born in a line.
class Deeds {
  public:
    void note(const OnStage::One *who, std::size_t line)
    {
        if (who != nullptr) last_[who->birth] = line;
    }
    [[nodiscard]] bool all_done_before(std::size_t line) const
    {
        return std::all_of(last_.begin(), last_.end(),
                           [&](const auto &one) { return one.first >= line || one.second < line; });
    }

  private:
    std::map<std::size_t, std::size_t> last_;
};

/// The process that a cable is laid to goes by a number; the next who raises a link is in it.
std::string other_end(const std::vector<Said> &lines, std::size_t line)
{
    const auto raises = [](const auto &said) { return said.line.step.verb == "raise-link"; };
    const auto found = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(line), lines.end(), raises);
    return found == lines.end() ? "" : found->line.step.who;
}

} // namespace

Cast::Cast(const std::vector<Said> &lines)
{
    OnStage stage;
    Deeds deeds;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto &step = lines[at].line.step;
        if (step.verb == "born") {
            if (const auto *host = stage.who(network(step)); host != nullptr && !makes_network(step)) {
                hosts_[at] = host->actor;
                deeds.note(host, at);
            }
            // A keeper that is born again is another host's; the old one has nobody to keep it for.
            if (makes_network(step)) stage.by_name[step.who].clear();
            const auto actor = enrol(step.who, stage.count(step.who));
            stage.by_name[step.who].push_back({.actor = actor, .birth = at});
        }
        if (step.verb == "lay-cable") {
            const auto *other = stage.who(other_end(lines, at));
            deeds.note(other, at);
            if (other != nullptr) far_ends_[at] = other->actor;
        }
        const auto *doer = stage.who(step.who);
        deeds.note(doer, at);
        actors_.push_back(doer != nullptr ? doer->actor : enrol(step.who, 0));
        if (doer != nullptr && (step.verb == "dies" || step.verb == "leaves")) stage.by_name[step.who].pop_back();
    }
    for (std::size_t at = 1; at < lines.size(); ++at) {
        if (makes_network(lines[at].line.step) && deeds.all_done_before(at)) scenes_.insert(at);
    }
}

std::size_t Cast::enrol(const std::string &name, std::size_t depth)
{
    const auto wanted = enumerator(name) + (depth == 0 ? "" : "_" + std::to_string(depth + 1));
    const auto found = std::find(enumerators_.begin(), enumerators_.end(), wanted);
    if (found != enumerators_.end()) return static_cast<std::size_t>(found - enumerators_.begin());
    names_.push_back(name);
    enumerators_.push_back(wanted);
    return names_.size() - 1;
}

std::optional<std::size_t> Cast::host(std::size_t line) const
{
    const auto found = hosts_.find(line);
    return found == hosts_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> Cast::far_end(std::size_t line) const
{
    const auto found = far_ends_.find(line);
    return found == far_ends_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace reprise
