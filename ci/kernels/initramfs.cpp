#include "kernels/initramfs.hpp"

#include <fmt/format.h>

#include <cstring>

#include <elf.h>

namespace kernels {

namespace {

constexpr std::size_t alignment = 4;

void pad(std::string &text) { text.resize((text.size() + alignment - 1) / alignment * alignment); }

void append_entry(std::string &archive, unsigned number, std::string_view name, unsigned mode, std::string_view text)
{
    constexpr unsigned links = 1;
    // magic, inode, mode, uid, gid, links, time, size, device, device of a node, length of the name, checksum
    archive += fmt::format("070701{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}",
                           number, mode, 0, 0, links, 0, text.size(), 0, 0, 0, 0, name.size() + 1, 0);
    archive += name;
    archive += '\0';
    pad(archive);
    archive += text;
    pad(archive);
}

} // namespace

void Initramfs::add_entry(std::string_view name, unsigned mode, std::string_view text)
{
    append_entry(text_, ++entries_, name, mode, text);
}

std::string Initramfs::text() const
{
    auto archive = text_;
    append_entry(archive, 0, "TRAILER!!!", 0, "");
    return archive;
}

bool needs_libraries(std::string_view program)
{
    Elf64_Ehdr header{};
    if (program.size() < sizeof header || !program.starts_with(std::string_view(ELFMAG, SELFMAG))) return false;
    std::memcpy(&header, program.data(), sizeof header);
    for (std::size_t number = 0; number < header.e_phnum; ++number) {
        Elf64_Phdr segment{};
        const auto at = header.e_phoff + number * sizeof segment;
        if (at > program.size() || program.size() - at < sizeof segment) return false;
        std::memcpy(&segment, program.data() + at, sizeof segment);
        if (segment.p_type == PT_INTERP) return true;
    }
    return false;
}

} // namespace kernels
