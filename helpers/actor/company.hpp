// A process that bears actors: each is a fork of it, which costs a fraction of starting the program anew.
//
// It serves requests on its standard input, a SOCK_SEQPACKET socket, one message each, its words separated by line
// ends:
//     "bear", NAME, options of an actor…   with one descriptor, which becomes the actor's input and output: "born PID"
//     "reap", PID                          waits for the end of that actor: "reaped PID"
// Each answer, or the errno's name instead, is followed by the microseconds of processor time that the company and all
// whom it has reaped have taken. It ends at end of input, or with its parent; its actors end with it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace actor {

/// Serves until end of input. What an actor does is told by `live`: it gets the actor's name and options, and its
/// result is the actor's exit status.
int keep_company(const std::function<int(const std::vector<std::string> &)> &live);

} // namespace actor
