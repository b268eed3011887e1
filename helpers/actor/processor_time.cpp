#include "actor/processor_time.hpp"

#include <sys/resource.h>

namespace actor {

std::chrono::microseconds::rep processor_time(int whose)
{
    rusage usage{};
    getrusage(whose, &usage);
    std::chrono::microseconds sum{0};
    for (const auto &time : {usage.ru_utime, usage.ru_stime})
        sum += std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    return sum.count();
}

} // namespace actor
