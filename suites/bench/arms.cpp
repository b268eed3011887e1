#include "bench/arms.hpp"

#include "stage/faults.hpp"

#include <algorithm>
#include <sstream>

namespace suites::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t workers = 4;
constexpr int backlog = 4096;
constexpr std::chrono::seconds patience{30};
constexpr double micro = 1e-6;

unsigned port(Arm arm) { return 8080 + static_cast<unsigned>(arm); }

/// The numbers in "1000 done, 0 failed in 31250 us, 99 % within 812 us".
std::vector<double> numbers_in(const std::string &answer)
{
    std::istringstream words(answer);
    std::vector<double> numbers;
    for (std::string word; words >> word;) {
        if (word.find_first_not_of("0123456789") == std::string::npos) numbers.push_back(std::stod(word));
    }
    return numbers;
}

} // namespace

std::string_view name(Arm arm)
{
    switch (arm) {
    case Arm::one_process: return "one process";
    case Arm::one_process_again: return "one process, again";
    case Arm::shared_socket: return "four at one socket";
    case Arm::four_workers: return "four, SO_REUSEPORT";
    }
    return "";
}

Experiment::Experiment(const stage::Host &host, const stage::Transport &net, const Size &size) : net_(net), size_(size)
{
    std::vector<stage::Actor> processes;
    for (std::size_t number = 1; number <= workers; ++number)
        processes.push_back(host.actor("worker-" + std::to_string(number)));
    for (unsigned number = 1; number <= size.loads; ++number)
        loads_.push_back(host.actor("load-" + std::to_string(number)));
    const auto opened = [&](const stage::Actor &process, Arm arm) {
        const auto made = stage::socket(process, net)
                              .sharing(arm == Arm::four_workers ? stage::reuse_port : stage::neither)
                              .bind(net.any(port(arm)));
        return net.stream ? made.listen(backlog) : made;
    };
    for (const auto arm : all_arms) {
        auto &serving = workers_[arm];
        serving.push_back(opened(processes.front(), arm));
        if (arm == Arm::one_process || arm == Arm::one_process_again) continue;
        for (std::size_t at = 1; at < workers; ++at) {
            serving.push_back(arm == Arm::shared_socket ? serving.front().passed_to(processes[at])
                                                        : opened(processes[at], arm));
        }
    }
}

Round Experiment::play(Arm arm) const
{
    const auto &serving = workers_.at(arm);
    for (const auto &worker : serving)
        worker.begins_serving();
    const auto *const load = net_.stream ? "begin-connecting" : "begin-sending";
    for (const auto &one : loads_)
        one.does(load, net_.loopback(port(arm)), std::to_string(size_.count), std::to_string(size_.at_once));
    Round round;
    for (const auto &one : loads_) {
        const auto answer = one.perform_within(patience, "end-load", {}).text;
        const auto told = numbers_in(answer);
        if (told.size() != 5 || told[1] > 0)
            throw stage::Fault("a load on the arm '" + std::string(name(arm)) + "': " + answer);
        round.sent += told[0];
        round.wall = std::max(round.wall, told[2] * micro);
        round.p99 = std::max(round.p99, told[4] * micro);
    }
    for (const auto &worker : serving) {
        const auto served = worker.ends_serving();
        round.served += static_cast<double>(served.count);
        round.server_cpu += static_cast<double>(served.cpu.count()) * micro;
    }
    if (round.served <= 0) throw stage::Fault("the arm '" + std::string(name(arm)) + "' served nothing");
    return round;
}

void Experiment::play_for(std::chrono::milliseconds time)
{
    const auto began = Clock::now();
    for (unsigned number = 0;; ++number) {
        const auto passed = Clock::now() - began;
        if (passed >= time && (number >= size_.min_rounds || passed >= 3 * time)) return;
        for (std::size_t turn = 0; turn < all_arms.size(); ++turn) {
            const auto arm = all_arms.at((number + turn) % all_arms.size());
            played_[arm].push_back(play(arm));
        }
    }
}

unsigned Experiment::rounds() const
{
    return played_.empty() ? 0 : static_cast<unsigned>(played_.begin()->second.size());
}

std::vector<double> Experiment::series(Arm arm, double (Round::*value)() const) const
{
    std::vector<double> values;
    for (const auto &round : played_.at(arm))
        values.push_back((round.*value)());
    return values;
}

Round Experiment::total(Arm arm) const
{
    Round sum;
    for (const auto &round : played_.at(arm)) {
        sum.sent += round.sent;
        sum.served += round.served;
        sum.server_cpu += round.server_cpu;
        sum.wall += round.wall;
        sum.p99 += round.p99 / static_cast<double>(played_.at(arm).size());
    }
    return sum;
}

} // namespace suites::bench
