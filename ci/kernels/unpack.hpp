// What lies compressed in packages and kernels, taken out by libarchive.
//
//     for_each_file("linux-image-….deb", [&](const std::string &name, auto read) { if (wanted(name)) put(read()); });
//     const std::string elf = decompressed(payload);      // gzip, xz, zstd, lz4, …
#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kernels {

/// It is no such archive, or it is damaged.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Calls back for every regular file of a Debian package, with its path ("./boot/vmlinuz-…") and a way to read it.
void for_each_file(const std::filesystem::path &package,
                   const std::function<void(const std::string &name, const std::function<std::string()> &read)> &take);

/// What a stream holds, whatever compressed it; itself when nothing did.
std::string decompressed(std::string_view bytes);

/// A whole file.
std::string text_of(const std::filesystem::path &path);

} // namespace kernels
