// Kernels ready to be started, kept from run to run.
//
//     Store store(cache, plan);
//     const Bundle bundle = store.get(row);       // fetched when it is not there; throws Unavailable, Unreadable
//
// A bundle lies in a folder named by package, version and checksum, whole or not at all. Several runs may use a store
// at once: who adds to it holds its lock.
#pragma once

#include "kernels/archive.hpp"
#include "kernels/memory.hpp"
#include "kernels/plan.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kernels {

struct Module {
    std::string file{};  ///< its name, which sorts in the order of loading
    std::string bytes{}; ///< uncompressed
};

struct Bundle {
    std::filesystem::path program{};  ///< vmlinux, linux.uml or runsc
    std::shared_ptr<Memory> memory{}; ///< what the program is in, where that is no file
    std::vector<Module> modules{};
    std::vector<std::string> lacks{}; ///< modules that should be there, and are neither that nor built in
    std::string version{};            ///< of the package; "" of one's own kernel
};

class Store {
  public:
    Store(std::filesystem::path place, Plan plan);

    Bundle get(const Row &row);

    /// What was said about the archive's lists; "" when they are all well.
    [[nodiscard]] std::string complaint() const;

  private:
    struct Wanted {
        std::vector<Package> packages; ///< the first names the bundle
    };
    Archive &archive();
    Wanted wanted(const Row &row);
    std::filesystem::path folder_of(const Package &package) const;
    Bundle from_archive(const Row &row);
    void fill(const std::filesystem::path &folder, const Row &row, const Wanted &wanted);

    std::filesystem::path place_;
    Plan plan_;
    std::unique_ptr<Archive> archive_;
    std::mutex one_at_a_time_;
};

/// Where a store lies when nobody says otherwise: below $XDG_CACHE_HOME, or ~/.cache.
std::filesystem::path usual_store();

} // namespace kernels
