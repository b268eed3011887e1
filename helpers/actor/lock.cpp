#include "actor/lock.hpp"

#include "actor/descriptor.hpp"
#include "actor/lacking.hpp"
#include "actor/waiting.hpp"
#include "words/errno_name.hpp"
#include "words/feature.hpp"

#include <atomic>
#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/userfaultfd.h>

namespace actor {

struct HeldLock::Grip {
    int socket = -1;
    void *page = nullptr;
    std::size_t size = 0;
    Descriptor faults, end, ended;
    std::atomic<bool> in_time{false};

    /// Gives the page, empty, to whoever waits for it.
    void give_page() const
    {
        uffdio_zeropage zero{};
        zero.range.start = reinterpret_cast<std::uintptr_t>(page);
        zero.range.len = size;
        ioctl(faults.number(), UFFDIO_ZEROPAGE, &zero);
    }
    /// In a thread: takes the lock, and comes back when the page is given.
    void hold() const
    {
        const sock_fprog program{.len = 1, .filter = static_cast<sock_filter *>(page)};
        setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
        eventfd_write(ended.number(), 1);
    }
};

namespace {

std::string from(const char *call) { return words::errno_name(errno) + " from " + call; }

Descriptor withheld_pages()
{
    Descriptor faults{static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK))};
    // EPERM: vm.unprivileged_userfaultfd is 0; ENOSYS: built without it (userfaultfd(2)). Others are faults of ours.
    if (!faults.open() && (errno == EPERM || errno == ENOSYS))
        throw Lacking(words::feature::held_locks, from("userfaultfd"));
    return faults;
}

} // namespace

HeldLock HeldLock::of(int socket, std::chrono::milliseconds patience)
{
    HeldLock lock;
    const auto grip = std::make_shared<Grip>();
    lock.grip_ = grip;
    grip->socket = socket;
    grip->size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    grip->faults = withheld_pages();
    uffdio_api api{};
    api.api = UFFD_API;
    if (!grip->faults.open() || ioctl(grip->faults.number(), UFFDIO_API, &api) != 0) {
        lock.refusal_ = from("userfaultfd");
        return lock;
    }
    grip->page = mmap(nullptr, grip->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uffdio_register registered{};
    registered.range.start = reinterpret_cast<std::uintptr_t>(grip->page);
    registered.range.len = grip->size;
    registered.mode = UFFDIO_REGISTER_MODE_MISSING;
    if (grip->page == MAP_FAILED || ioctl(grip->faults.number(), UFFDIO_REGISTER, &registered) != 0) {
        lock.refusal_ = from("UFFDIO_REGISTER");
        return lock;
    }
    grip->end = Descriptor{eventfd(0, EFD_CLOEXEC)};
    grip->ended = Descriptor{eventfd(0, EFD_CLOEXEC)};
    std::thread([grip] { grip->hold(); }).detach();
    uffd_msg fault{};
    if (!readable_within(grip->faults.number(), patience) ||
        read(grip->faults.number(), &fault, sizeof fault) != sizeof fault || fault.event != UFFD_EVENT_PAGEFAULT) {
        grip->give_page();
        lock.refusal_ = "no page was asked for by SO_ATTACH_FILTER";
        return lock;
    }
    std::thread([grip, patience] {
        grip->in_time = readable_within(grip->end.number(), patience);
        grip->give_page();
    }).detach();
    return lock;
}

bool HeldLock::let_go()
{
    eventfd_write(grip_->end.number(), 1);
    eventfd_t count = 0;
    eventfd_read(grip_->ended.number(), &count);
    return grip_->in_time;
}

} // namespace actor
