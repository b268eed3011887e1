// conflict-bench [ROUNDS]: what the cells of the conflict matrix cost, against their bare system calls and against a
// pair of processes for each cell; processor time, side by side in one run.

#include "bench/conflict/bare.hpp"
#include "conflict/evidence.hpp"
#include "conflict/outcome.hpp"
#include "model/slice.hpp"
#include "platform/platform.hpp"
#include "platform/privilege.hpp"
#include "stage/company.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace suites;

double cpu_ms()
{
    double sum = std::chrono::duration<double, std::milli>(stage::Company::spent()).count();
    for (const int whose : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(whose, &usage);
        for (const auto &time : {usage.ru_utime, usage.ru_stime})
            sum += static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    }
    return sum;
}

template <typename Deed> double cost_of(Deed deed)
{
    const auto before = cpu_ms();
    deed();
    return cpu_ms() - before;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// A network of this process's own, so that every port is free.
void leave_the_network()
{
    const int any = unshare(CLONE_NEWNET) == 0 ? socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    ifreq request{.ifr_ifrn = {"lo"}, .ifr_ifru = {}};
    request.ifr_flags = IFF_UP;
    if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request) != 0) {
        std::fprintf(stderr, "conflict-bench: no network namespace of its own is to be had\n");
        std::exit(4);
    }
    close(any);
}

struct Measured {
    double ms = 0;
    std::size_t different = 0; ///< answers
};

using Arm = std::size_t (*)(const std::vector<bench::BareCell> &cells);

/// An arm in a process and a network of its own: what it takes of memory for its calls, the runner would feel.
Measured apart(Arm arm, const std::vector<conflict::Played> &played, const std::vector<std::string> &parts)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::exit(2);
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        leave_the_network();
        const auto calls = bench::bare_cells(played, parts);
        Measured measured;
        measured.ms = cost_of([&] { measured.different = arm(calls); });
        _exit(write(ends[1], &measured, sizeof measured) == sizeof measured ? 0 : 2);
    }
    close(ends[1]);
    Measured measured;
    const bool came = TEMP_FAILURE_RETRY(read(ends[0], &measured, sizeof measured)) == sizeof measured;
    close(ends[0]);
    (void)TEMP_FAILURE_RETRY(waitpid(child, nullptr, 0));
    if (!came) std::exit(2); // it has said why
    return measured;
}

void share_one_processor()
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<std::size_t>(std::max(sched_getcpu(), 0)), &here);
    (void)sched_setaffinity(0, sizeof here, &here);
}

} // namespace

int main(int count, char **arguments)
{
    const auto rounds = count > 1 ? std::max(1L, std::strtol(arguments[1], nullptr, 10)) : 5L;
    const auto here = platform::probe(platform::gain_privilege());
    stage::Troupe troupe;
    troupe.actor = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "actor";
    troupe.lacks = [&](std::string_view feature) -> std::optional<std::string> {
        if (const auto *missing = here.lacks(feature)) return missing->found;
        return std::nullopt;
    };
    share_one_processor();
    std::vector<model::Cell> cells;
    for (const auto &slice : model::slices()) {
        for (auto &cell : slice.cells(model::Width::usual))
            cells.push_back(std::move(cell));
    }
    const auto all = cells.size();
    // Those that the bare arms can play too, found by playing all of them once.
    {
        conflict::Runner runner(troupe, model::mainline());
        const auto played = runner.play(cells);
        std::vector<model::Cell> kept;
        for (std::size_t at = 0; at < cells.size(); ++at) {
            if (!bench::bare_cells({played[at]}, runner.parts()).empty()) kept.push_back(cells[at]);
        }
        cells = std::move(kept);
    }
    std::vector<double> ratios;
    double ours_ms = 0;
    double pairs_ms = 0;
    std::size_t different = 0;
    for (long round = 0; round < rounds; ++round) {
        std::vector<conflict::Played> played;
        std::vector<std::string> parts;
        ours_ms = cost_of([&] {
            conflict::Runner runner(troupe, model::mainline()); // what its actors cost is known when they are gone
            played = runner.play(cells);
            parts = runner.parts();
            different += conflict::held_against(model::mainline(), cells, played).surprises.size();
            (void)conflict::evidence_text("bench", here.label, {}, played, parts);
        });
        const auto bare = apart(bench::alone, played, parts);
        different += bare.different;
        ratios.push_back(ours_ms / bare.ms);
        std::printf("round %ld: bare %.0f ms, ours %.0f ms: %.2f\n", round + 1, bare.ms, ours_ms, ratios.back());
        if (round + 1 < rounds) continue;
        const auto pairs = apart(bench::in_pairs, played, parts); // once: it takes as long as a hundred rounds
        different += pairs.different;
        pairs_ms = pairs.ms;
    }
    std::printf("%zu of %zu cells; ours costs %.2f times the bare calls and is %.1f times cheaper than a pair of "
                "processes for each cell (%.0f ms); %zu answers differ\n",
                cells.size(), all, median(ratios), pairs_ms / ours_ms, pairs_ms, different);
    return different == 0 ? 0 : 1;
}
