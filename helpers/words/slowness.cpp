#include "words/slowness.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace words {

namespace {

double one_birth_s()
{
    const auto before = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

/// Of this process and of its children that have ended.
double processor_time_s()
{
    double sum = 0;
    for (const int whose : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        getrusage(whose, &used);
        for (const auto &time : {used.ru_utime, used.ru_stime})
            sum += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    }
    return sum;
}

} // namespace

Births births()
{
    std::array<double, 15> all{};
    const double before = processor_time_s();
    std::generate(all.begin(), all.end(), one_birth_s);
    const double worked = processor_time_s() - before;
    auto *const middle = all.begin() + all.size() / 2;
    std::nth_element(all.begin(), middle, all.end());
    return {.worked_s = worked / static_cast<double>(all.size()), .lasted_s = *middle};
}

double slowness(double guest_s, double host_s)
{
    constexpr double most = 60;
    return host_s > 0 ? std::clamp(guest_s / host_s, 1.0, most) : 1.0;
}

} // namespace words
