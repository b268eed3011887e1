#include "actor/performer.hpp"
#include "actor/waiting.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace actor {

namespace {

/// An abstract name (unix(7)): it belongs to the network namespace and leaves no file behind.
struct Mailbox {
    sockaddr_un address{};
    socklen_t size = 0;

    Mailbox(pid_t family, const std::string &name)
    {
        const auto full = "port-sharing." + std::to_string(family) + "." + name;
        if (full.size() >= sizeof address.sun_path) throw Senseless("the mailbox's name is too long");
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path + 1, full.data(), full.size());
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + full.size());
    }
    [[nodiscard]] const sockaddr *data() const { return reinterpret_cast<const sockaddr *>(&address); }
};

union Ancillary {
    std::array<char, CMSG_SPACE(sizeof(int))> bytes;
    cmsghdr aligned;
};

Descriptor mail_socket() { return Descriptor{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)}; }

std::string open_mailbox(Performer &self, const Arguments &words)
{
    auto box = mail_socket();
    const Mailbox name(self.parent(), words[0]);
    if (!box.open() || bind(box.number(), name.data(), name.size) != 0) return told(-1);
    self.keep(words[0], std::move(box));
    return "ok";
}

std::string give(Performer &self, const Arguments &words)
{
    const auto pen = mail_socket();
    Mailbox to(self.parent(), words[1]);
    char content = 's';
    iovec body{.iov_base = &content, .iov_len = 1};
    Ancillary ancillary{};
    msghdr message{};
    message.msg_name = &to.address;
    message.msg_namelen = to.size;
    message.msg_iov = &body;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.bytes.data();
    message.msg_controllen = ancillary.bytes.size();
    cmsghdr *const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    const int given = self.socket(words[0]).number();
    std::memcpy(CMSG_DATA(rights), &given, sizeof given);
    return told(sendmsg(pen.number(), &message, MSG_NOSIGNAL));
}

std::string take(Performer &self, const Arguments &words)
{
    const int box = self.socket(words[0]).number();
    if (!readable_within(box, self.patience())) return "nothing";
    char content = 0;
    iovec body{.iov_base = &content, .iov_len = 1};
    Ancillary ancillary{};
    msghdr message{};
    message.msg_iov = &body;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.bytes.data();
    message.msg_controllen = ancillary.bytes.size();
    if (recvmsg(box, &message, MSG_CMSG_CLOEXEC) < 0) return told(-1);
    const cmsghdr *const rights = CMSG_FIRSTHDR(&message);
    if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) return "nothing";
    int taken = -1;
    std::memcpy(&taken, CMSG_DATA(rights), sizeof taken);
    self.keep(words[1], Descriptor{taken});
    return "ok";
}

/// The socket's owner as the file system sees it: a socket is an inode like any other (fchown(2)).
std::string change_owner(Performer &self, const Arguments &words)
{
    return told(fchown(self.socket(words[0]).number(), static_cast<uid_t>(number(words[1])), static_cast<gid_t>(-1)));
}

} // namespace

void add_descriptor_verbs(Verbs &verbs)
{
    verbs["open-mailbox"] = {"BOX", open_mailbox};
    verbs["give"] = {"NAME BOX", give};
    verbs["take"] = {"BOX AS", take};
    verbs["fchown"] = {"NAME UID", change_owner};
}

} // namespace actor
