// What a guest finds when it starts: an archive of files in the form the kernel unpacks, cpio of the "newc" kind.
//
//     Initramfs suite;
//     suite.add("init", text_of("build/static/guest"), 0755);
//     const std::string part = suite.text();      // parts of this kind can be put one behind the other
//
// Source: Documentation/driver-api/early-userspace/buffer-format.rst
#pragma once

#include <string>
#include <string_view>

namespace kernels {

class Initramfs {
  public:
    void add_folder(std::string_view name) { add_entry(name, folder | 0755U, ""); }
    void add(std::string_view name, std::string_view text, unsigned permissions = 0644)
    {
        add_entry(name, regular | permissions, text);
    }
    /// The archive, complete.
    [[nodiscard]] std::string text() const;

  private:
    static constexpr unsigned folder = 0040000;
    static constexpr unsigned regular = 0100000;

    void add_entry(std::string_view name, unsigned mode, std::string_view text);

    std::string text_;
    unsigned entries_ = 0;
};

/// Whether this program is linked to shared libraries: in a guest that holds nothing else it cannot start.
bool needs_libraries(std::string_view program);

} // namespace kernels
