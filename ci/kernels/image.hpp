// The kernel itself out of a bootable image: what QEMU starts without the kernel's own unpacking.
//
//     put(cache / "vmlinux", uncompressed_kernel(text_of("bzImage")));
//
// Under emulation unpacking takes longer than all the rest of a boot, and some versions of QEMU fail at it.
// Source: Documentation/arch/x86/boot.rst, payload_offset and payload_length.
#pragma once

#include <string>

namespace kernels {

/// An ELF file (vmlinux) is returned as it is. Throws Unreadable for what is neither that nor a bzImage.
std::string uncompressed_kernel(const std::string &image);

/// Whether this ELF file has an entry for such a start (PVH), which CONFIG_PVH gives it.
bool starts_without_firmware(const std::string &kernel);

} // namespace kernels
