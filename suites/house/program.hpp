// The runner, run as a person would run it.
//
//     const Folder folder;                                            // a temporary one, gone with its owner
//     const Ran ran = run({"--quiet", "--output", folder.path()});
//     ran.status      // its exit status
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace house {

class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

  private:
    std::filesystem::path path_;
};

struct Ran {
    int status = 0; ///< its exit status, or 128 and the signal that ended it
    std::string output;
};

/// Starts `claims` with these arguments; its output and its complaints go nowhere.
pid_t start(const std::vector<std::string> &arguments);

/// Runs `claims` to its end and keeps what it printed, complaints too.
Ran run(const std::vector<std::string> &arguments);

/// The results.json below the folder, whatever the platform's label is. Throws when there is none, or more than one.
nlohmann::json results_below(const std::filesystem::path &folder);

} // namespace house
