#include "actor/company.hpp"

#include "actor/descriptor.hpp"
#include "words/errno_name.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <sstream>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace actor {

namespace {

constexpr int requests = STDIN_FILENO;

struct Request {
    std::vector<std::string> words;
    Descriptor line; ///< to whoever will talk to the actor
};

std::optional<Request> next_request()
{
    std::array<char, 4096> text{};
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
    if (const cmsghdr *const rights = CMSG_FIRSTHDR(&message); rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
        int passed = -1;
        std::memcpy(&passed, CMSG_DATA(rights), sizeof passed);
        request.line = Descriptor{passed};
    }
    std::istringstream lines(std::string(text.data(), static_cast<std::size_t>(length)));
    for (std::string word; std::getline(lines, word);)
        request.words.push_back(word);
    return request;
}

void reply(const std::string &text)
{
    // A parent that does not listen any more is gone, and so will this process be.
    (void)send(requests, text.data(), text.size(), MSG_NOSIGNAL);
}

std::string bear(Request &request, const std::function<int(const std::vector<std::string> &)> &live)
{
    const pid_t child = fork();
    if (child < 0) return words::errno_name(errno);
    if (child > 0) return "born " + std::to_string(child);
    dup2(request.line.number(), STDIN_FILENO);
    dup2(request.line.number(), STDOUT_FILENO);
    request.line.close();
    request.words.erase(request.words.begin());
    prctl(PR_SET_NAME, request.words.front().c_str());
    _exit(live(request.words));
}

long microseconds(const timeval &time)
{
    constexpr long per_second = 1000000;
    return time.tv_sec * per_second + time.tv_usec;
}

std::string reap(pid_t actor)
{
    while (waitpid(actor, nullptr, 0) < 0) {
        if (errno != EINTR) return words::errno_name(errno);
    }
    long spent = 0;
    for (const int whose : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(whose, &usage);
        spent += microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
    }
    return "reaped " + std::to_string(spent);
}

} // namespace

int keep_company(const std::function<int(const std::vector<std::string> &)> &live)
{
    while (auto request = next_request()) {
        const auto &words = request->words;
        if (words.size() >= 2 && words[0] == "bear") {
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
