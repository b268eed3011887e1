// The runner, run as a person would run it.
//
//     const Scratch scratch;
//     const Ran ran = run({"--quiet", "--output", scratch.path()});
//     ran.status      // its exit status
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace house {

struct Ran {
    int status = 0; ///< its exit status, or 128 and the signal that ended it
    std::string output;
};

/// Starts `claims` with these arguments; its output and its complaints go nowhere.
pid_t start(const std::vector<std::string> &arguments);

/// Runs `claims` to its end and keeps what it printed, complaints too.
Ran run(const std::vector<std::string> &arguments);

/// The same of any program, by its path or by its name alone.
Ran run_program(const std::string &program, const std::vector<std::string> &arguments);

/// The results.json below the folder, whatever the platform's label is. Throws when there is none, or more than one.
nlohmann::json results_below(const std::filesystem::path &folder);

} // namespace house
