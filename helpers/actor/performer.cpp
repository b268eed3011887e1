#include "actor/performer.hpp"

#include "words/errno_name.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <sstream>
#include <utility>

namespace actor {

namespace {

/// How many arguments a usage asks for: at least, at most.
std::pair<std::size_t, std::size_t> arity(const std::string &usage)
{
    std::istringstream words(usage);
    std::size_t least = 0;
    std::size_t most = 0;
    for (std::string word; words >> word; ++most) {
        if (word.back() != '?') ++least;
    }
    return {least, most};
}

} // namespace

Performer::Performer(pid_t parent, std::chrono::milliseconds patience) : parent_(parent), patience_(patience)
{
    add_socket_verbs(verbs_);
    add_flow_verbs(verbs_);
    add_identity_verbs(verbs_);
    add_descriptor_verbs(verbs_);
    add_network_verbs(verbs_);
    add_kernel_verbs(verbs_);
}

words::Answer Performer::perform(const words::Step &step)
{
    try {
        const auto verb = verbs_.find(step.verb);
        if (verb == verbs_.end()) throw Senseless("unknown verb '" + step.verb + "'");
        const auto [least, most] = arity(verb->second.usage);
        if (step.arguments.size() < least || step.arguments.size() > most) {
            throw Senseless("usage: " + step.verb + " " + verb->second.usage);
        }
        return {verb->second.act(*this, step.arguments)};
    } catch (const Senseless &reason) {
        return {std::string("? ") + reason.what()};
    } catch (const std::invalid_argument &reason) {
        return {std::string("? ") + reason.what()};
    }
}

Descriptor &Performer::socket(const std::string &name)
{
    const auto found = sockets_.find(name);
    if (found == sockets_.end()) throw Senseless("no socket '" + name + "' is open");
    return found->second;
}

void Performer::keep(const std::string &name, Descriptor socket)
{
    if (!sockets_.emplace(name, std::move(socket)).second) throw Senseless("socket '" + name + "' is open already");
}

void Performer::forget(const std::string &name) { sockets_.erase(name); }

std::string told(long result) { return result >= 0 ? "ok" : words::errno_name(errno); }

long number(const std::string &text)
{
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) throw Senseless("not a number: '" + text + "'");
    return value;
}

} // namespace actor
