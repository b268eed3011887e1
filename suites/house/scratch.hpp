// A folder of its own for one test, gone with it.
//
//     const Scratch scratch;
//     put(scratch / "results.json", text);
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace house {

class Scratch {
  public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    [[nodiscard]] std::filesystem::path operator/(const std::string &name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// The names of everything below a folder, hidden things too, sorted.
std::vector<std::string> names_in(const std::filesystem::path &folder);

std::string contents(const std::filesystem::path &file);
void write(const std::filesystem::path &file, const std::string &text);

/// While it lives no file can grow beyond so many bytes, as on a full disk: EFBIG stands for ENOSPC.
class FullDisk {
  public:
    explicit FullDisk(std::size_t room);
    ~FullDisk();
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

  private:
    unsigned long before_ = 0;
    void (*handler_)(int) = nullptr;
};

} // namespace house
