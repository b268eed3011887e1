// A file that lies in memory and has no name but its descriptor's: whoever is killed leaves nothing behind.
//
//     const Memory initrd(suite + modules + arguments);
//     Launch{.words = {…, "-initrd", initrd.path()}, .lends = {initrd.descriptor()}};
#pragma once

#include <string>
#include <string_view>

namespace kernels {

class Memory {
  public:
    /// Throws std::system_error.
    explicit Memory(std::string_view text);
    ~Memory();
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// For this process, and for a child that the descriptor is lent to.
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

  private:
    int descriptor_;
};

} // namespace kernels
