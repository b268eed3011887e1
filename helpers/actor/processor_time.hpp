// How much of the processors a process has had.
//
//     processor_time(RUSAGE_SELF)         // this process and its threads so far
//     processor_time(RUSAGE_CHILDREN)     // those of its children that it has waited for, and theirs
//
// In microseconds. Source: getrusage(2).
#pragma once

#include <chrono>

namespace actor {

std::chrono::microseconds::rep processor_time(int whose);

} // namespace actor
