#include "kernels/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <fstream>
#include <memory>
#include <sstream>

#include <sys/stat.h>

namespace kernels {

namespace {

using Reader = std::unique_ptr<archive, int (*)(archive *)>;

Reader reader() { return {archive_read_new(), archive_read_free}; }

void check(archive *from, int answer, const std::string &what)
{
    if (answer >= ARCHIVE_WARN) return;
    const char *reason = archive_error_string(from);
    throw Unreadable(what + ": " + (reason == nullptr ? "unreadable" : reason));
}

std::string rest_of_entry(archive *from, const std::string &what)
{
    std::string text;
    std::array<char, 65536> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    while (true) {
        const auto length = archive_read_data(from, buffer.data(), buffer.size());
        if (length < 0) check(from, static_cast<int>(length), what);
        if (length <= 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(length));
    }
}

/// The member of the package that holds its files.
std::string data_member(const std::filesystem::path &package)
{
    const auto outer = reader();
    archive_read_support_format_ar(outer.get());
    constexpr std::size_t block = 65536;
    check(outer.get(), archive_read_open_filename(outer.get(), package.c_str(), block), package.string());
    archive_entry *entry = nullptr;
    while (archive_read_next_header(outer.get(), &entry) == ARCHIVE_OK) {
        const std::string name(archive_entry_pathname(entry));
        if (name.starts_with("data.tar")) return rest_of_entry(outer.get(), package.string());
    }
    throw Unreadable(package.string() + ": no Debian package, or a truncated one");
}

} // namespace

void for_each_file(const std::filesystem::path &package,
                   const std::function<void(const std::string &name, const std::function<std::string()> &read)> &take)
{
    const auto data = data_member(package);
    const auto inner = reader();
    archive_read_support_format_tar(inner.get());
    archive_read_support_filter_all(inner.get());
    check(inner.get(), archive_read_open_memory(inner.get(), data.data(), data.size()), package.string());
    archive_entry *entry = nullptr;
    while (true) {
        const int answer = archive_read_next_header(inner.get(), &entry);
        if (answer == ARCHIVE_EOF) return;
        check(inner.get(), answer, package.string());
        if (archive_entry_filetype(entry) != S_IFREG) continue;
        take(archive_entry_pathname(entry), [&] { return rest_of_entry(inner.get(), package.string()); });
    }
}

std::string decompressed(std::string_view bytes)
{
    const auto stream = reader();
    archive_read_support_format_raw(stream.get());
    archive_read_support_filter_all(stream.get());
    check(stream.get(), archive_read_open_memory(stream.get(), bytes.data(), bytes.size()), "compressed data");
    archive_entry *entry = nullptr;
    check(stream.get(), archive_read_next_header(stream.get(), &entry), "compressed data");
    return rest_of_entry(stream.get(), "compressed data");
}

std::string text_of(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file) text << file.rdbuf();
    if (!file) throw Unreadable(path.string() + " cannot be read");
    return text.str();
}

} // namespace kernels
