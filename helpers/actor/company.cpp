#include "actor/company.hpp"

#include "actor/cell.hpp"
#include "actor/descriptor.hpp"
#include "actor/processor_time.hpp"
#include "words/errno_name.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace actor {

namespace {

constexpr int requests = STDIN_FILENO;

/// In bytes. Short, for each page that is written to here is copied at every birth.
constexpr std::size_t longest_request = 1024;

struct Request {
    std::vector<std::string> words;
    Descriptor line;   ///< to whoever will talk to the actor
    bool whole = true; ///< or longer than the longest
};

std::optional<Request> next_request()
{
    std::array<char, longest_request> text{};
    iovec body{.iov_base = text.data(), .iov_len = text.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ancillary{};
    msghdr message{};
    message.msg_iov = &body;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.data();
    message.msg_controllen = ancillary.size();
    ssize_t length = 0;
    do {
        length = recvmsg(requests, &message, MSG_CMSG_CLOEXEC);
    } while (length < 0 && errno == EINTR);
    if (length <= 0) return std::nullopt;
    Request request;
    request.whole = (message.msg_flags & MSG_TRUNC) == 0;
    if (const cmsghdr *const rights = CMSG_FIRSTHDR(&message); rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
        int passed = -1;
        std::memcpy(&passed, CMSG_DATA(rights), sizeof passed);
        request.line = Descriptor{passed};
    }
    std::string_view left(text.data(), static_cast<std::size_t>(length));
    while (!left.empty()) {
        const auto end = std::min(left.find('\n'), left.size());
        request.words.emplace_back(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return request;
}

void reply(std::string text)
{
    text += " " + std::to_string(processor_time(RUSAGE_SELF) + processor_time(RUSAGE_CHILDREN));
    // A parent that does not listen any more is gone, and so will this process be.
    (void)send(requests, text.data(), text.size(), MSG_NOSIGNAL);
}

std::string bear(Request &request, const std::function<int(const std::vector<std::string> &)> &live)
{
    const auto &words = request.words;
    const bool apart = std::find(words.begin(), words.end(), "--cell") != words.end();
    // Nobody has a lock here, and nothing waits to be told of a fork: what fork(3) does besides, and the pages that it
    // writes to for it, can be spared.
    const pid_t child = apart ? fork_into_cell() : _Fork();
    if (child < 0) return words::errno_name(errno);
    if (child > 0) return "born " + std::to_string(child);
    dup2(request.line.number(), STDIN_FILENO);
    dup2(request.line.number(), STDOUT_FILENO);
    request.line.close();
    request.words.erase(request.words.begin());
    _exit(live(request.words));
}

std::string reap(pid_t actor)
{
    while (waitpid(actor, nullptr, 0) < 0) {
        if (errno != EINTR) return words::errno_name(errno);
    }
    return "reaped " + std::to_string(actor);
}

} // namespace

int keep_company(const std::function<int(const std::vector<std::string> &)> &live)
{
    while (auto request = next_request()) {
        const auto &words = request->words;
        if (!request->whole) {
            reply(words::errno_name(EMSGSIZE));
        } else if (words.size() >= 2 && words[0] == "bear") {
            reply(bear(*request, live));
        } else if (words.size() == 2 && words[0] == "reap") {
            reply(reap(static_cast<pid_t>(std::stol(words[1]))));
        } else {
            reply("?");
        }
    }
    return 0;
}

} // namespace actor
