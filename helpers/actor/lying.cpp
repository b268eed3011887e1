#include "actor/honesty.hpp"

#include "words/tally.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace actor {

namespace {

enum class Lie {
    none,
    drops_reuse_addr, ///< says it set SO_REUSEADDR, and did not
    drops_reuse_port, ///< the same of SO_REUSEPORT
    keeps_uid,        ///< says it became another user, and stayed who it was
    stays_out,        ///< says it joined a multicast group, or left it, and did not
    keeps_capability, ///< says it gave its capabilities up, and has them
    swallows,         ///< keeps one datagram or connection of each collection to itself
    copies,           ///< tells of one twice
    hides_refusal,    ///< says "ok" where the kernel said EADDRINUSE
    dies,             ///< dies when it is asked anything
    breaks_off,       ///< dies in the middle of its answer
    answers_another,  ///< answers a step that it was not asked
    talks_nonsense,   ///< answers what is no answer
    reverses,         ///< tells what it read in the reverse order
    mishears,         ///< tells that who was answered was reset, and the other way round
    miscounts,        ///< counts one more who waits or is woken than there is
    invents_refusal,  ///< says EADDRINUSE where the kernel said "ok" to a bind
    withholds,        ///< starts a real server without its option to share the port
};

struct Named {
    std::string_view name;
    Lie lie;
};
constexpr std::array lies{
    Named{"drops-SO_REUSEADDR", Lie::drops_reuse_addr},
    Named{"drops-SO_REUSEPORT", Lie::drops_reuse_port},
    Named{"keeps-uid", Lie::keeps_uid},
    Named{"stays-out", Lie::stays_out},
    Named{"keeps-capability", Lie::keeps_capability},
    Named{"swallows", Lie::swallows},
    Named{"copies", Lie::copies},
    Named{"reverses", Lie::reverses},
    Named{"hides-refusal", Lie::hides_refusal},
    Named{"invents-refusal", Lie::invents_refusal},
    Named{"mishears", Lie::mishears},
    Named{"miscounts", Lie::miscounts},
    Named{"withholds", Lie::withholds},
    Named{"dies", Lie::dies},
    Named{"breaks-off", Lie::breaks_off},
    Named{"answers-another", Lie::answers_another},
    Named{"talks-nonsense", Lie::talks_nonsense},
};

// One process, one lie.
Lie chosen = Lie::none; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

bool sets(const words::Step &step, std::string_view option)
{
    return step.verb == "set" && step.arguments.size() == 3 && step.arguments[1] == option;
}

bool changes_user(const words::Step &step)
{
    constexpr std::array verbs{"seteuid", "setresuid", "setfsuid", "fchown"};
    return std::find(verbs.begin(), verbs.end(), step.verb) != verbs.end();
}

bool only_pretends(const words::Step &step)
{
    switch (chosen) {
    case Lie::drops_reuse_addr: return sets(step, "SO_REUSEADDR");
    case Lie::drops_reuse_port: return sets(step, "SO_REUSEPORT");
    case Lie::keeps_uid: return changes_user(step);
    case Lie::keeps_capability: return step.verb == "only-capability";
    case Lie::stays_out: return step.verb == "join" || step.verb == "leave";
    default: return false;
    }
}

void say(const std::string &text)
{
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

/// What is worse than a lie: no answer to what was asked.
void misbehave(const words::Step &step)
{
    constexpr int dead = 3;
    if (chosen == Lie::dies) _exit(dead);
    if (chosen == Lie::breaks_off) {
        say(step.text() + " = o");
        _exit(dead);
    }
    if (chosen == Lie::answers_another) say("somebody else = ok\n");
    if (chosen == Lie::talks_nonsense) say("nonsense\n");
}

std::string miscounted(const std::string &tally)
{
    auto told = words::Tally::parse(tally);
    if (told.numbers.empty()) return tally;
    if (chosen == Lie::swallows) {
        told.numbers.pop_back();
    } else {
        told.numbers.push_back(told.numbers.back());
    }
    return told.text();
}

/// Of a part that is learned, the steps that it only pretends: the option is set to what it is.
std::string without(std::string steps, const std::string &option)
{
    const auto set = "," + option + ",1";
    for (auto at = steps.find(set); at != std::string::npos; at = steps.find(set, at + 1))
        steps[at + set.size() - 1] = '0';
    return steps;
}

/// "3,7,9" as "9,7,3".
std::string reversed(const std::string &list)
{
    std::string turned;
    for (std::size_t end = list.size(); end > 0;) {
        const auto comma = list.rfind(',', end - 1);
        const auto begin = comma == std::string::npos ? 0 : comma + 1;
        turned += (turned.empty() ? "" : ",") + list.substr(begin, end - begin);
        end = comma == std::string::npos ? 0 : comma;
    }
    return turned;
}

/// "answered A reset R …" becomes "answered R reset A …".
std::string misheard(const std::string &heard)
{
    std::istringstream words(heard);
    std::string answered;
    std::string these;
    std::string reset;
    std::string those;
    std::string rest;
    words >> answered >> these >> reset >> those;
    std::getline(words, rest);
    return answered + " " + those + " " + reset + " " + these + rest;
}

/// One more than the first number of "woken 3, took 1" or "3 of 128".
std::string one_more(const std::string &answer)
{
    const auto at = answer.find_first_of("0123456789");
    if (at == std::string::npos) return answer;
    std::size_t length = 0;
    const auto count = std::stoul(answer.substr(at), &length);
    return answer.substr(0, at) + std::to_string(count + 1) + answer.substr(at + length);
}

bool counts(const words::Step &step)
{
    constexpr std::array verbs{"woken", "queue", "knock", "waiting", "await-waiting", "sockets"};
    return std::find(verbs.begin(), verbs.end(), step.verb) != verbs.end();
}

/// The step without what asks a real server to share its port, where it writes a configuration or starts one.
words::Step without_the_option(words::Step step)
{
    struct Other {
        std::string_view option, instead;
    };
    constexpr std::array others{
        Other{"reuseport;", ";"},                    // NGINX
        Other{"so-reuseport(1)", "so-reuseport(0)"}, // syslog-ng
        Other{"reuse=true", "reuse=false"},          // GStreamer
        Other{"reuseport", "shared"},                // the game server
    };
    auto &words = step.arguments;
    if (step.verb != "append" && step.verb != "start") return step;
    for (std::size_t at = 0; at < words.size(); ++at) {
        // Unbound and NSD
        if (at > 0 && words[at - 1].ends_with("reuseport:") && words[at] == "yes") words[at] = "no";
        const auto *const other =
            std::find_if(others.begin(), others.end(), [&](const auto &one) { return words[at] == one.option; });
        if (other != others.end()) words[at] = other->instead;
    }
    // HAProxy shares its port unless it is told not to.
    if (step.verb == "start" && words.at(1) == "haproxy") words.emplace_back("-dR");
    return step;
}

} // namespace

bool takes(const std::string &option, const std::string &value)
{
    if (option != "--lie") return false;
    for (const auto &[name, lie] : lies) {
        if (value == name) chosen = lie;
    }
    if (chosen == Lie::none) throw Senseless("unknown lie '" + value + "'");
    return true;
}

Birth as_told(const Birth &birth)
{
    Birth mine = birth;
    if (chosen == Lie::keeps_uid) mine.uid.reset();
    return mine;
}

words::Answer answer_to(Performer &performer, const words::Step &step)
{
    misbehave(step);
    if (only_pretends(step)) return {"ok"};
    if (step.verb == "learn" && (chosen == Lie::drops_reuse_addr || chosen == Lie::drops_reuse_port)) {
        auto pretended = step;
        for (std::size_t at = 1; at < step.arguments.size(); at += 2)
            pretended.arguments[at] =
                without(step.arguments[at], chosen == Lie::drops_reuse_addr ? "SO_REUSEADDR" : "SO_REUSEPORT");
        return performer.perform(pretended);
    }
    auto answer = performer.perform(chosen == Lie::withholds ? without_the_option(step) : step);
    const bool takes_all = step.verb == "collect" || step.verb == "serve";
    if (takes_all && (chosen == Lie::swallows || chosen == Lie::copies)) return {miscounted(answer.text)};
    if (step.verb == "collect-as-come" && chosen == Lie::reverses) return {reversed(answer.text)};
    if (chosen == Lie::mishears && step.verb == "hear-flows") return {misheard(answer.text)};
    if (chosen == Lie::miscounts && counts(step)) return {one_more(answer.text)};
    if (chosen == Lie::hides_refusal && answer.text == "EADDRINUSE") return {"ok"};
    if (chosen == Lie::invents_refusal && step.verb == "bind" && answer.text == "ok") return {"EADDRINUSE"};
    return answer;
}

} // namespace actor
