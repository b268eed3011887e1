// Which claims somebody means by a few words.
//
//     const Choice choice = choose({"udp.*", "hijack"}, false);
//     if (!choice.unknown.empty()) …      // each with the nearest ids
#pragma once

#include "claim.hpp"

#include <string>
#include <vector>

namespace suites::session {

struct Choice {
    std::vector<const Claim *> claims;
    std::vector<std::string> unknown; ///< "no claim 'tcp.x'; nearest: tcp.y, tcp.z"
};

/// Ids, globs over ids (fnmatch(3)), chapters; no words: every claim that runs by itself. What runs on demand is chosen
/// only by its id, or when `waits`.
Choice choose(const std::vector<std::string> &words, bool waits, const std::vector<const Claim *> &among = claims());

/// The ids that take the fewest changes of letters to become this word; at most three.
std::vector<std::string> nearest(const std::string &word, const std::vector<const Claim *> &among = claims());

} // namespace suites::session
