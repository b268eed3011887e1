// The trials as C programs (helpers/reprise), one for each group of platforms that answered a claim alike.
//
//     const Reproducers all = reproducers(gathered);
//     all.at({"udp.sharing.hash", "linux-6.1.140"}).text      // gcc -Wall, and it plays what that platform recorded
#pragma once

#include "report/gathered.hpp"

#include <map>

namespace report {

struct Reproducer {
    std::string text; ///< "" where there is none
    std::string none; ///< then why
};

/// By the claim and the label of the platform whose record is played: the first of its group.
using Reproducers = std::map<std::pair<std::string, std::string>, Reproducer>;

/// Reads the evidence of each group once more, as the runner reads it.
Reproducers reproducers(const Gathered &gathered);

/// All of them as JSON in which what they have in common stands once: {"pieces": […], "programs": {"CLAIM@LABEL":
/// [places of its pieces]}}. Pieces are joined by an empty line.
std::string packed(const Reproducers &reproducers);

} // namespace report
