// What can be done with real programs, by an actor that lives in a cell.

#include "actor/cell.hpp"
#include "actor/kernel_view.hpp"
#include "actor/performer.hpp"
#include "actor/proc_file.hpp"
#include "actor/process_view.hpp"
#include "actor/program.hpp"
#include "actor/waiting.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace actor {

namespace {

constexpr int patiences_of_a_start = 10; ///< a server reads its files, and the machine may be busy

// What was started in the actor's cell, the server first.
std::vector<Program> started; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void must_be_in_cell()
{
    if (!in_cell()) throw Senseless("only who is in a cell can do that");
}

std::string joined(const Arguments &words, std::size_t from)
{
    std::string line;
    for (auto at = from; at < words.size(); ++at)
        line += (line.empty() ? "" : " ") + words[at];
    return line;
}

/// Orphans come to process 1; what they leave is taken away before anybody looks.
void bury_orphans()
{
    for (const auto &one : processes()) {
        const auto is_it = [&](const Program &program) { return program.id() == one.id; };
        const bool orphan = std::none_of(started.begin(), started.end(), is_it);
        if (one.parent == getpid() && one.state == 'Z' && orphan) waitpid(one.id, nullptr, WNOHANG);
    }
}

std::string put(const Arguments &words, int how)
{
    must_be_in_cell();
    const auto line = joined(words, 1) + "\n";
    const Descriptor file{open(words[0].c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how, 0644)};
    return told(file.open() ? write(file.number(), line.data(), line.size()) : -1);
}

/// A file of the cell's, with this line and no other.
std::string write_file(Performer & /*self*/, const Arguments &words) { return put(words, O_TRUNC); }
/// One line more.
std::string append_line(Performer & /*self*/, const Arguments &words) { return put(words, O_APPEND); }

std::string make_folder(Performer & /*self*/, const Arguments &words)
{
    must_be_in_cell();
    const auto owner = static_cast<uid_t>(number(words[1]));
    if (mkdir(words[0].c_str(), 0700) != 0) return told(-1);
    return told(chown(words[0].c_str(), owner, owner));
}

/// How a program ended, and where that was no success, its last words.
std::string end_of(const std::string &end)
{
    const auto words = last_line(Program::output);
    return end == "exit 0" || words.empty() ? end : end + ": " + words;
}

std::string start(Performer & /*self*/, const Arguments &words)
{
    must_be_in_cell();
    try {
        started.emplace_back(Arguments(words.begin() + 1, words.end()), static_cast<uid_t>(number(words[0])));
        return "process " + std::to_string(started.back().id());
    } catch (const NotStarted &reason) {
        return reason.what();
    }
}

std::string run_to_end(Performer &self, const Arguments &words, std::string (*tell)(const std::string &))
{
    must_be_in_cell();
    try {
        Program program(Arguments(words.begin() + 1, words.end()), static_cast<uid_t>(number(words[0])));
        if (becomes_true([&] { return program.ended().has_value(); }, self.patience() * patiences_of_a_start))
            return tell(*program.ended());
        kill(program.id(), SIGKILL);
        return "no end";
    } catch (const NotStarted &reason) {
        return reason.what();
    }
}

/// Starts a program and waits for its end: "exit 0", "exit 1: its last words".
std::string run(Performer &self, const Arguments &words) { return run_to_end(self, words, end_of); }

/// The same of one that is asked for what it says: its last line, however it ended.
std::string ask(Performer &self, const Arguments &words)
{
    return run_to_end(self, words, [](const std::string & /*end*/) { return last_line(Program::output); });
}

/// Waits until the cell holds so many sockets of the transport that are bound there, as long as the server lives; and
/// until so many wait for them in epoll, processes and threads, those of all of them together.
std::string await_sockets(Performer &self, const Arguments &words)
{
    must_be_in_cell();
    const auto local = words::Endpoint::parse(words[2]);
    const auto wanted = static_cast<std::size_t>(number(words[0]));
    const auto watchers_wanted = words.size() > 3 ? static_cast<std::size_t>(number(words[3])) : 0;
    std::size_t count = 0;
    std::size_t watchers = 0;
    std::optional<std::string> end;
    const auto come = [&] {
        count = 0;
        watchers = 0;
        auto holders = socket_holders();
        for (const auto &socket : bound_at(words[1], local)) {
            const auto &who = holders[socket.inode];
            if (!who.holding.empty()) ++count;
            watchers += who.watching.size();
        }
        end = started.empty() ? std::nullopt : started.front().ended();
        return (count == wanted && watchers >= watchers_wanted) || end;
    };
    if (becomes_true(come, self.patience() * patiences_of_a_start)) return end ? end_of(*end) : "ok";
    return std::to_string(count) + " of them, watched by " + std::to_string(watchers);
}

/// "2+3", "nobody"
std::string listed(const std::vector<pid_t> &who)
{
    std::string line;
    for (const pid_t one : who)
        line += (line.empty() ? "" : "+") + std::to_string(one);
    return line.empty() ? "nobody" : line;
}

/// Who of the cell holds each socket there, who of them watches it, and how much waits in it: "2+3/3:0 2+4/4:7";
/// "none".
std::string sockets_at(Performer & /*self*/, const Arguments &words)
{
    must_be_in_cell();
    const auto local = words::Endpoint::parse(words[1]);
    std::vector<std::string> each;
    auto holders = socket_holders();
    for (const auto &socket : bound_at(words[0], local)) {
        const auto &who = holders[socket.inode];
        each.push_back(listed(who.holding) + "/" + listed(who.watching) + ":" + std::to_string(socket.receive_queue));
    }
    // The kernel lists them in an order that means nothing.
    std::sort(each.begin(), each.end());
    return each.empty() ? "none" : joined(each, 0);
}

/// "2<1 nginx: master process; 3<2 nginx: worker process": each with its parent; "none".
std::string tell_processes(Performer & /*self*/, const Arguments & /*none*/)
{
    must_be_in_cell();
    bury_orphans();
    std::string line;
    for (const auto &one : processes()) {
        if (one.state == 'Z') continue; // it has ended, and its parent is yet to take note of it
        line +=
            (line.empty() ? "" : "; ") + std::to_string(one.id) + "<" + std::to_string(one.parent) + " " + one.title;
    }
    return line.empty() ? "none" : line;
}

/// Waits until so many processes have these words in their command line.
std::string await_processes(Performer &self, const Arguments &words)
{
    must_be_in_cell();
    const auto title = joined(words, 1);
    const auto wanted = number(words[0]);
    std::ptrdiff_t count = 0;
    const auto come = [&] {
        const auto all = processes();
        count = std::count_if(all.begin(), all.end(),
                              [&](const auto &one) { return one.title.find(title) != std::string::npos; });
        return count == wanted;
    };
    return becomes_true(come, self.patience() * patiences_of_a_start) ? "ok" : std::to_string(count) + " of them";
}

/// Waits until the process is gone, or a zombie that only its parent can take away.
std::string await_end(Performer &self, const Arguments &words)
{
    must_be_in_cell();
    const auto id = static_cast<pid_t>(number(words[0]));
    const auto over = [&] {
        bury_orphans();
        const auto seen = process(id);
        return !seen || seen->state == 'Z';
    };
    return becomes_true(over, self.patience() * patiences_of_a_start) ? "ok" : "nothing";
}

int signal_named(const std::string &name)
{
    constexpr std::array all{SIGHUP, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2, SIGTERM, SIGSTOP, SIGCONT, SIGWINCH, SIGINT};
    const auto *const found =
        std::find_if(all.begin(), all.end(), [&](int one) { return name == std::string("SIG") + sigabbrev_np(one); });
    if (found == all.end()) throw Senseless("no signal '" + name + "'");
    return *found;
}

/// Sends it, and returns when the kernel shows what the signal itself does: that all threads are stopped, or gone.
std::string send_signal(Performer &self, const Arguments &words)
{
    must_be_in_cell();
    const auto id = static_cast<pid_t>(number(words[0]));
    const int signal = signal_named(words[1]);
    if (kill(id, signal) != 0) return told(-1);
    if (signal == SIGKILL) return await_end(self, {words[0]});
    if (signal != SIGSTOP) return "ok";
    return becomes_true([&] { return is_stopped(id); }, self.patience()) ? "ok" : "nothing";
}

/// How often each of these processes has gone to sleep, told when all of them are asleep: "4,17,3".
std::string tell_sleeps(Performer &self, const Arguments &words)
{
    must_be_in_cell();
    std::string line;
    for (const auto &word : words) {
        const auto id = static_cast<pid_t>(number(word));
        if (!becomes_true([&] { return is_asleep(id); }, self.patience())) return "process " + word + " does not sleep";
        line += (line.empty() ? "" : ",") + std::to_string(sleeps_of(id));
    }
    return line;
}

/// The same, and the first line: of its version, programs say that before anything else.
std::string version(Performer &self, const Arguments &words)
{
    return run_to_end(self, words, [](const std::string & /*end*/) {
        const auto text = proc_file(Program::output);
        return text.substr(0, text.find('\n'));
    });
}

std::string tell_last_line(Performer & /*self*/, const Arguments &words)
{
    must_be_in_cell();
    const auto line = last_line(words[0]);
    return line.empty() ? "nothing" : line;
}

} // namespace

void add_program_verbs(Verbs &verbs)
{
    verbs["write"] = {"FILE WORDS*", write_file};
    verbs["append"] = {"FILE WORDS*", append_line};
    verbs["make-folder"] = {"NAME UID", make_folder};
    verbs["start"] = {"UID PROGRAM ARGUMENTS*", start};
    verbs["run"] = {"UID PROGRAM ARGUMENTS*", run};
    verbs["version"] = {"UID PROGRAM ARGUMENTS*", version};
    verbs["ask"] = {"UID PROGRAM ARGUMENTS*", ask};
    verbs["await-sockets"] = {"COUNT TRANSPORT LOCAL WATCHERS?", await_sockets};
    verbs["sockets"] = {"TRANSPORT LOCAL", sockets_at};
    verbs["processes"] = {"", tell_processes};
    verbs["await-processes"] = {"COUNT TITLE*", await_processes};
    verbs["await-end"] = {"PID", await_end};
    verbs["signal"] = {"PID NAME", send_signal};
    verbs["sleeps"] = {"PID PID*", tell_sleeps};
    verbs["last-line"] = {"FILE", tell_last_line};
}

} // namespace actor
