#include "kernels/image.hpp"

#include "kernels/unpack.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace kernels {

namespace {

template <typename Number> Number at(const std::string &image, std::size_t offset)
{
    Number value{};
    std::memcpy(&value, image.data() + offset, sizeof value);
    return value;
}

constexpr std::string_view elf_magic{"\x7f"
                                     "ELF"};

} // namespace

std::string uncompressed_kernel(const std::string &image)
{
    if (image.starts_with(elf_magic)) return image;
    // Offsets in the header, as boot.rst numbers them.
    constexpr std::size_t setup_sects = 0x1f1;
    constexpr std::size_t signature = 0x202;
    constexpr std::size_t payload_offset = 0x248;
    constexpr std::size_t payload_length = 0x24c;
    constexpr std::size_t sector = 512;
    constexpr std::size_t header_end = 0x268;
    if (image.size() < header_end || image.compare(signature, 4, "HdrS") != 0)
        throw Unreadable("neither a vmlinux nor a bzImage");
    const auto sectors = at<std::uint8_t>(image, setup_sects);
    const std::size_t begin =
        (std::size_t{sectors == 0 ? 4U : sectors} + 1) * sector + at<std::uint32_t>(image, payload_offset);
    std::size_t length = at<std::uint32_t>(image, payload_length);
    if (begin + length > image.size() || length < 8) throw Unreadable("a truncated bzImage");
    constexpr std::string_view gzip_magic{"\x1f\x8b"};
    // All but gzip, which says so itself, have the size of the kernel appended (scripts/Makefile.lib, size_append).
    if (image.compare(begin, gzip_magic.size(), gzip_magic) != 0) length -= sizeof(std::uint32_t);
    auto kernel = decompressed(std::string_view(image).substr(begin, length));
    if (!kernel.starts_with(elf_magic)) throw Unreadable("the bzImage holds no ELF file");
    return kernel;
}

bool starts_without_firmware(const std::string &kernel)
{
    // The type and the name of its ELF note, XEN_ELFNOTE_PHYS32_ENTRY (include/xen/interface/elfnote.h).
    using namespace std::string_view_literals;
    return kernel.find("\x12\0\0\0Xen\0"sv) != std::string::npos;
}

} // namespace kernels
