// The stage's real actors on the machine itself: no root, no namespaces.
//
//     const auto troupe = ambient_troupe();
//     const auto performance = std::make_shared<stage::Performance>(troupe);
//     const stage::Host host(performance, "host");
#pragma once

#include "stage/troupe.hpp"

#include <string>
#include <vector>

namespace house {

/// Nothing is lacking but private hosts. Actors wait for so long before they answer "nothing"; they are given up for
/// lost after five times that.
stage::Troupe ambient_troupe(std::chrono::milliseconds patience = std::chrono::seconds(2));

/// The same, where each of these is lacking.
stage::Troupe troupe_without(std::vector<std::string> features);

} // namespace house
