// The rows of the matrix, as ci/kernels.json lists them.
//
//     const Plan plan = read_plan("ci/kernels.json");      // throws Senseless
//     for (const Row *row : chosen(plan, {"linux-6.*"})) …
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace kernels {

/// The file or a choice from it makes no sense; the text says which part.
struct Senseless : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a row's kernel runs in.
enum class Engine { qemu, gvisor, uml, host };
std::string_view name(Engine engine);

struct Row {
    std::string name{};
    Engine engine = Engine::host;
    std::string series{};            ///< what the version of its package begins with: "6.1"; the newest such is taken
    std::string version{};           ///< or exactly this version of it
    std::filesystem::path kernel{};  ///< or no package but this file,
    std::filesystem::path modules{}; ///< with the modules below this folder
    std::string platform{};          ///< gVisor: what carries its system calls, "ptrace" or "systrap"
};

struct Plan {
    std::vector<std::string> suites{};  ///< of the archive, where packages are looked for
    std::vector<std::string> sources{}; ///< lines for apt in the place of them, for an archive of one's own
    std::vector<Row> rows{};
};

Plan read_plan(const std::filesystem::path &path);

/// The rows that match one of the globs; all when there is none. Throws Senseless when a glob matches nothing.
std::vector<Row> chosen(const Plan &plan, const std::vector<std::string> &globs);

} // namespace kernels
