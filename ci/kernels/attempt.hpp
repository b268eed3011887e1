// One start of a guest, from its birth to the end of its results, or to the reason why there was none.
//
//     const Outcome outcome = attempt(guest.launch, results, stop);
//     outcome.reason        // "" when all came; else "the guest said nothing for 120 s", …
//
// What arrives is written as it comes. A guest that breaks keeps what it sent.
#pragma once

#include "kernels/child.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kernels {

struct Limits {
    std::chrono::seconds start{120};   ///< until the first word of its results
    std::chrono::seconds silence{120}; ///< between two of them; very slow guests get up to three times as long
};

struct Outcome {
    std::string reason{};              ///< why it is broken; "" when it is complete
    std::optional<int> status{};       ///< what the claims ended with
    std::string label{};               ///< of the platform, and so of its folder; "" when it did not come to that
    std::set<std::string> claims{};    ///< whose evidence has come
    std::vector<std::string> splats{}; ///< lines of the console that a sound kernel does not say
    std::string console{};
    std::string said{};  ///< what the claims printed
    double slowness = 0; ///< of the guest, as it measured itself: so many times slower than the host; 0: unknown
    double boot_s = 0;   ///< from birth to the first word of its results, before the first trial
    double run_s = 0;    ///< from there to the last
    double total_s = 0;  ///< and to its death
};

/// Below `results` a folder of the platform's label appears; `again` leaves what another attempt put there. `stop` ends
/// the attempt as broken. Throws record::Unwritable when what came cannot be kept.
Outcome attempt(const Launch &launch, const std::filesystem::path &results, bool again, const Limits &limits,
                const std::atomic<bool> &stop);

/// Whether it sends an end within the time; what it sends is not kept.
bool comes_to_its_end(const Launch &launch, std::chrono::seconds within);

/// The lines that tell of an oops, a warning, a lockup.
std::vector<std::string> splats_in(const std::string &console);

} // namespace kernels
