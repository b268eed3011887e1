// What kernels answered to the usual cells of the conflict matrix, as it was once recorded
// (recorded/PLATFORM/SLICE.answers).
//
//     for (const auto &kernel : recorded()) kernel.answers.at("conflict.users");
#pragma once

#include "conflict/answers.hpp"
#include "platform/platform.hpp"

#include <map>
#include <string>
#include <vector>

namespace house {

struct Recorded {
    platform::Platform platform;
    std::map<std::string, suites::conflict::Answered> answers; ///< by slice
};

const std::vector<Recorded> &recorded();

} // namespace house
