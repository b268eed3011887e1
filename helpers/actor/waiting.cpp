#include "actor/waiting.hpp"

#include "words/errno_name.hpp"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace actor {

namespace {

bool ready_within(int descriptor, short event, std::chrono::milliseconds patience)
{
    pollfd waiting{.fd = descriptor, .events = event, .revents = 0};
    return poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

} // namespace

bool readable_within(int descriptor, std::chrono::milliseconds patience)
{
    return ready_within(descriptor, POLLIN, patience);
}

bool writable_within(int descriptor, std::chrono::milliseconds patience)
{
    return ready_within(descriptor, POLLOUT, patience);
}

std::string connect_within(int descriptor, const words::Endpoint &to, std::chrono::milliseconds patience)
{
    if (connect(descriptor, to.data(), to.size()) == 0) return "ok";
    if (errno != EINPROGRESS) return words::errno_name(errno);
    if (!writable_within(descriptor, patience)) return "nothing";
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? "ok" : words::errno_name(error);
}

} // namespace actor
