#include "actor/process_view.hpp"

#include "actor/proc_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace actor {

namespace {

struct CloseFolder {
    void operator()(DIR *folder) const { closedir(folder); }
};

/// The names in a folder that are numbers, in order.
std::vector<pid_t> numbers_in(const std::string &path)
{
    std::vector<pid_t> numbers;
    const std::unique_ptr<DIR, CloseFolder> folder{opendir(path.c_str())};
    while (const dirent *entry = folder ? readdir(folder.get()) : nullptr) {
        const std::string_view name(static_cast<const char *>(entry->d_name));
        pid_t number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc{} && end == name.data() + name.size()) numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::string folder_of(pid_t id) { return "/proc/" + std::to_string(id); }

/// What a descriptor of the process is: "socket:[4711]"; "" when it is gone by now.
std::string target(pid_t id, pid_t descriptor)
{
    std::array<char, 64> text{};
    const auto path = folder_of(id) + "/fd/" + std::to_string(descriptor);
    const auto length = readlink(path.c_str(), text.data(), text.size());
    return length <= 0 ? "" : std::string(text.data(), static_cast<std::size_t>(length));
}

/// What an epoll instance of the process waits for: "tfd:        6 events: …", a line for each.
std::vector<unsigned long> descriptors_watched(pid_t id, pid_t poll)
{
    std::vector<unsigned long> watched;
    const auto text = proc_file(folder_of(id) + "/fdinfo/" + std::to_string(poll));
    for (auto at = text.find("tfd:"); at != std::string::npos; at = text.find("tfd:", at + 1)) {
        if (const auto number = number_after(std::string_view(text).substr(at), "tfd:")) watched.push_back(*number);
    }
    return watched;
}

/// A command line with blanks between its words; the name of the program where there is none.
std::string title_of(pid_t id, std::string_view name)
{
    auto line = proc_file(folder_of(id) + "/cmdline");
    line.erase(std::find_if(line.rbegin(), line.rend(), [](char c) { return c != '\0' && c != ' '; }).base(),
               line.end());
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\0' || c == '\n'; }, ' ');
    return line.empty() ? std::string(name) : line;
}

} // namespace

std::optional<SeenProcess> process(pid_t id)
{
    // "7 (a name) S 1 …": the name may hold anything, so its end is looked for from behind.
    const auto stat = proc_file(folder_of(id) + "/stat");
    const auto begin = stat.find('(');
    const auto end = stat.rfind(") ");
    if (begin == std::string::npos || end == std::string::npos) return std::nullopt;
    SeenProcess seen{.id = id, .parent = 0, .state = stat.at(end + 2), .title = {}};
    seen.parent = static_cast<pid_t>(number_after(std::string_view(stat).substr(end + 3), "").value_or(0));
    seen.title = title_of(id, std::string_view(stat).substr(begin + 1, end - begin - 1));
    return seen;
}

std::vector<SeenProcess> processes()
{
    std::vector<SeenProcess> all;
    for (const pid_t id : numbers_in("/proc")) {
        if (id == getpid()) continue;
        if (auto seen = process(id)) all.push_back(std::move(*seen));
    }
    return all;
}

std::map<unsigned, Holders> socket_holders()
{
    std::map<unsigned, Holders> holders;
    for (const pid_t id : numbers_in("/proc")) {
        if (id == getpid()) continue;
        std::map<unsigned long, unsigned> sockets; // of this process: inodes by descriptor
        std::vector<pid_t> polls;
        for (const pid_t descriptor : numbers_in(folder_of(id) + "/fd")) {
            const auto what = target(id, descriptor);
            if (what == "anon_inode:[eventpoll]") polls.push_back(descriptor);
            if (!what.starts_with("socket:[")) continue;
            const auto inode = static_cast<unsigned>(number_after(what, "socket:[").value_or(0));
            sockets[static_cast<unsigned long>(descriptor)] = inode;
            auto &[all, first, watching] = holders[inode];
            if (all.empty()) first = descriptor;
            if (all.empty() || all.back() != id) all.push_back(id);
        }
        for (const pid_t poll : polls) {
            for (const auto watched : descriptors_watched(id, poll)) {
                if (const auto found = sockets.find(watched); found != sockets.end())
                    holders[found->second].watching.push_back(id);
            }
        }
    }
    return holders;
}

bool is_stopped(pid_t id)
{
    const auto threads = numbers_in(folder_of(id) + "/task");
    return !threads.empty() && std::all_of(threads.begin(), threads.end(), [&](pid_t thread) {
        return proc_file(folder_of(id) + "/task/" + std::to_string(thread) + "/stat").find(") T ") != std::string::npos;
    });
}

bool is_asleep(pid_t id)
{
    const auto threads = numbers_in(folder_of(id) + "/task");
    return !threads.empty() && std::all_of(threads.begin(), threads.end(), [&](pid_t thread) {
        // The kernel names the call only of a thread that is off its processor, and "running" otherwise: by then the
        // switch has been counted (lib/syscall.c, task_current_syscall(); wait_task_inactive()).
        const auto call = number_after(proc_file(folder_of(id) + "/task/" + std::to_string(thread) + "/syscall"), "");
#ifdef SYS_nanosleep
        if (call == SYS_nanosleep) return false;
#endif
        return call && call != SYS_clock_nanosleep;
    });
}

unsigned long sleeps_of(pid_t id)
{
    unsigned long sum = 0;
    for (const pid_t thread : numbers_in(folder_of(id) + "/task")) {
        // The file has that of involuntary ones too, whose name ends alike.
        const auto status = proc_file(folder_of(id) + "/task/" + std::to_string(thread) + "/status");
        sum += number_after(status, "\nvoluntary_ctxt_switches:").value_or(0);
    }
    return sum;
}

} // namespace actor
