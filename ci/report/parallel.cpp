#include "report/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace report {

void parallel(std::size_t count, const std::function<void(std::size_t)> &work)
{
    std::atomic<std::size_t> next = 0;
    const auto take_turns = [&] {
        for (auto at = next++; at < count; at = next++)
            work(at);
    };
    const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::future<void>> hands;
    for (std::size_t hand = 0; hand < std::min(processors, count); ++hand)
        hands.push_back(std::async(std::launch::async, take_turns));
    for (auto &hand : hands)
        hand.get();
}

} // namespace report
