#include "kernels/memory.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace kernels {

namespace {

/// A number that a child has no use of its own for.
int nameless_file()
{
    constexpr int out_of_the_way = 100;
    const int first = memfd_create("kernels", MFD_CLOEXEC);
    if (first < 0) return first;
    const int moved = fcntl(first, F_DUPFD_CLOEXEC, out_of_the_way);
    close(first);
    return moved;
}

} // namespace

Memory::Memory(std::string_view text) : descriptor_(nameless_file())
{
    while (descriptor_ >= 0 && !text.empty()) {
        const auto length = write(descriptor_, text.data(), text.size());
        if (length < 0 && errno == EINTR) continue;
        if (length <= 0) throw std::system_error(errno, std::generic_category(), "a file in memory");
        text.remove_prefix(static_cast<std::size_t>(length));
    }
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
}

Memory::~Memory() { close(descriptor_); }

} // namespace kernels
