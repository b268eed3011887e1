// A transcript played again, step by step, by actors of the same names and users.
//
//     $ actor --play transcripts/hijack.split.tcp.txt
//     mallory bind s1 127.0.0.1:8080 = ok      -- was EADDRINUSE
//
// Every scene (a heading "-- …", or the whole file) has a network namespace of its own, one for all its actors; what
// lies between transcripts is passed over. Where two hosts took part, or a step names a process by its number, it
// cannot be the same again.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace actor {

/// Prints every step with its answer now, and the answer that stands in the file where it was another. 0: all were the
/// same; 1: some were not. Throws Senseless when the file cannot be read or holds no step. `live` is what an actor
/// does, given its name and options.
int play(const std::string &file, const std::function<int(const std::vector<std::string> &)> &live);

} // namespace actor
