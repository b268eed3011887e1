#include "actor/performer.hpp"

#include "actor/lacking.hpp"
#include "actor/part.hpp"
#include "words/errno_name.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace actor {

Verb::Verb(std::string_view takes, Act performed_by) : usage(takes), act(performed_by)
{
    for (std::size_t at = 0; at < usage.size();) {
        const auto end = std::min(usage.find(' ', at), usage.size());
        const char mark = usage[end - 1];
        if (mark != '?' && mark != '*') ++least;
        most = mark == '*' ? std::string_view::npos : most + 1;
        at = end + 1;
    }
}

const Verbs &verbs()
{
    static const Verbs all = [] {
        Verbs made;
        add_socket_verbs(made);
        add_flow_verbs(made);
        add_network_verbs(made);
        add_multicast_verbs(made);
        add_kernel_verbs(made);
        for (auto &[name, verb] : made)
            verb.leaves_mark = false; // these change sockets and networks alone
        add_identity_verbs(made);
        add_capability_verbs(made);
        add_descriptor_verbs(made);
        add_load_verbs(made);
        add_waiter_verbs(made);
        add_request_verbs(made);
        add_program_verbs(made);
        add_loan_verbs(made);
        add_log_verbs(made);
        add_part_verbs(made);
        return made;
    }();
    return all;
}

Performer::Performer(pid_t parent, std::chrono::milliseconds patience) : parent_(parent), patience_(patience) {}

Performer::~Performer() = default;

words::Answer Performer::perform(const words::Step &step)
{
    try {
        const auto found = verbs().find(step.verb);
        if (found == verbs().end()) throw Senseless("unknown verb '" + step.verb + "'");
        const auto &verb = found->second;
        if (step.arguments.size() < verb.least || step.arguments.size() > verb.most) {
            throw Senseless("usage: " + step.verb + " " + std::string(verb.usage));
        }
        if (verb.leaves_mark) unmarked_ = false;
        return {verb.act(*this, step.arguments)};
    } catch (const Senseless &reason) {
        return {std::string("? ") + reason.what()};
    } catch (const Lacking &what) {
        return {what.what()};
    } catch (const std::invalid_argument &reason) {
        return {std::string("? ") + reason.what()};
    }
}

Descriptor &Performer::socket(const std::string &name)
{
    if (last_ == nullptr || last_->first != name) {
        const auto found = sockets_.find(name);
        if (found == sockets_.end()) throw Senseless("no socket '" + name + "' is open");
        last_ = &*found;
    }
    return last_->second;
}

void Performer::keep(const std::string &name, Descriptor socket)
{
    const auto [kept, is_new] = sockets_.emplace(name, std::move(socket));
    if (!is_new) throw Senseless("socket '" + name + "' is open already");
    last_ = &*kept;
}

void Performer::forget(const std::string &name)
{
    sockets_.erase(name);
    last_ = nullptr;
}

std::string told(long result) { return result >= 0 ? "ok" : words::errno_name(errno); }

long number(const std::string &text)
{
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) throw Senseless("not a number: '" + text + "'");
    return value;
}

} // namespace actor
