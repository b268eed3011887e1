// What a reproducer begins with and ends with: one processor, shared memory, the functions in turn, the exit status.
#pragma once

#include <string>
#include <vector>

namespace reprise {

/// `shared` names the pointers to what all processes share.
std::string main_function(const std::vector<std::string> &calls, const std::vector<std::string> &shared,
                          const std::string &platform);

} // namespace reprise
