// The comment that a reproducer opens with: what is claimed, where it was recorded, how to try it.
#pragma once

#include "reprise/reprise.hpp"

#include <string>
#include <vector>

namespace reprise {

/// `names` are the actors'.
std::string head(const Scene &scene, const std::vector<std::string> &names);

} // namespace reprise
