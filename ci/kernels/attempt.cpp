#include "kernels/attempt.hpp"

#include "record/file.hpp"
#include "record/lock.hpp"
#include "words/stream.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <regex>
#include <sstream>

#include <poll.h>
#include <unistd.h>

namespace kernels {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point then) { return std::chrono::duration<double>(Clock::now() - then).count(); }

/// The two lines of a child, read as they come.
class Listener {
  public:
    explicit Listener(const Child &child)
        : ends_{pollfd{.fd = child.results(), .events = POLLIN, .revents = 0},
                pollfd{.fd = child.console(), .events = POLLIN, .revents = 0}}
    {
    }

    /// Hears what there is, waiting for it no longer than this. Whether results came.
    bool hear(std::chrono::milliseconds wait)
    {
        results.clear();
        poll(ends_.data(), ends_.size(), static_cast<int>(wait.count()));
        read_end(ends_[0], results);
        read_end(ends_[1], console);
        return !results.empty();
    }
    [[nodiscard]] bool closed() const { return ends_[0].fd < 0 && ends_[1].fd < 0; }

    std::string results; ///< what came last
    std::string console; ///< all of it

  private:
    static void read_end(pollfd &end, std::string &into)
    {
        if (end.fd < 0 || end.revents == 0) return;
        std::array<char, 65536> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
        const auto length = read(end.fd, buffer.data(), buffer.size());
        if (length > 0)
            into.append(buffer.data(), static_cast<std::size_t>(length));
        else if (length == 0 || (errno != EAGAIN && errno != EINTR))
            end.fd = -1;
    }

    std::array<pollfd, 2> ends_;
};

/// The folder on our side that a stream fills.
class Shelf {
  public:
    Shelf(fs::path results, bool again, Clock::time_point birth)
        : results_(std::move(results)), again_(again), birth_(birth)
    {
    }

    void take(const words::Sent &file, Outcome &outcome)
    {
        if (file.name == "slowness.txt") {
            outcome.slowness = std::strtod(file.text.c_str(), nullptr);
            return;
        }
        if (outcome.boot_s == 0) outcome.boot_s = seconds_since(birth_);
        if (file.name == "said.txt") {
            outcome.said = file.text;
            return;
        }
        if (file.name == "results.json") header(file.text, outcome);
        if (outcome.label.empty()) throw words::Damaged(file.name + " came before the platform's name");
        const auto path = results_ / outcome.label / file.name;
        make_folder(path.parent_path());
        record::put(path, file.text);
        const fs::path name(file.name);
        if (name.parent_path() == "evidence") outcome.claims.insert(name.stem().string());
    }

    [[nodiscard]] bool complete() const { return complete_; }

  private:
    static void make_folder(const fs::path &path)
    {
        std::error_code reason;
        fs::create_directories(path, reason);
        if (reason) throw record::Unwritable("cannot make " + path.string() + ": " + reason.message());
    }

    void header(const std::string &text, Outcome &outcome)
    {
        const auto file = nlohmann::json::parse(text, nullptr, false);
        if (!file.is_object() || !file.contains("platform")) throw words::Damaged("results.json is none");
        complete_ = file.value("complete", false);
        if (!outcome.label.empty()) return;
        const std::string label = file.at("platform").value("label", "");
        if (label.empty() || label.find('/') != std::string::npos || label.front() == '.')
            throw words::Damaged("'" + label + "' is no name of a folder");
        make_folder(results_ / label);
        alone_.emplace(results_ / label);
        outcome.label = label;
        if (!again_) empty(results_ / label);
    }

    /// Of what an earlier run left; anything else in it stays.
    static void empty(const fs::path &folder)
    {
        for (const auto *part : {"evidence", "transcripts", "conflict", "conflict.json", "summary.md", "console.log"})
            fs::remove_all(folder / part);
    }

    fs::path results_;
    std::optional<record::Lock> alone_;
    bool again_;
    Clock::time_point birth_;
    bool complete_ = false;
};

/// What the console said last, which often is why.
std::string last_words(const std::string &console)
{
    std::istringstream lines(console);
    std::string last;
    for (std::string line; std::getline(lines, line);) {
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0)
            line.pop_back();
        if (!line.empty()) last = line;
    }
    return last.empty() ? "" : "; its last words: " + last;
}

/// Whatever a guest broke of; thrown within this file alone.
struct Reason {
    std::string text;
};

/// A step of a claim may wait for seconds, and so many times longer in a slow guest; between two words of its results
/// lie several of them.
std::chrono::duration<double> patience_with(double slowness, std::chrono::seconds usual)
{
    constexpr double usual_slowness = 20;
    constexpr double most = 3;
    return usual * std::clamp(slowness / usual_slowness, 1.0, most);
}

void follow(Child &child, Listener &listener, Shelf &shelf, Outcome &outcome, const Limits &limits,
            const std::atomic<bool> &stop, Clock::time_point birth)
{
    auto last_word = birth;
    bool spoke = false;
    words::Stream stream;
    constexpr std::chrono::milliseconds glance{200};
    while (!stream.ended()) {
        const bool came = listener.hear(glance);
        if (stop) throw Reason{"stopped"};
        if (came) {
            spoke = true;
            last_word = Clock::now();
            stream.feed(listener.results);
            while (const auto file = stream.next())
                shelf.take(*file, outcome);
            continue;
        }
        if (listener.closed()) {
            const int status = child.wait();
            throw Reason{fmt::format("the guest ended {} (status {}){}",
                                     spoke ? "before its results did" : "without a word", status,
                                     last_words(listener.console))};
        }
        const std::chrono::duration<double> limit =
            spoke ? patience_with(outcome.slowness, limits.silence) : limits.start;
        if (Clock::now() - last_word > limit)
            throw Reason{fmt::format("the guest said nothing for {:.0f} s{}{}", limit.count(),
                                     spoke ? "" : " after its start", last_words(listener.console))};
    }
    outcome.status = stream.ended();
    outcome.run_s = std::chrono::duration<double>(last_word - birth).count() - outcome.boot_s;
    // What it still has to say on the console; then it must be gone.
    constexpr std::chrono::seconds farewell{10};
    const auto end = Clock::now();
    while (!listener.closed() && Clock::now() - end < farewell)
        listener.hear(glance);
    outcome.total_s = seconds_since(birth);
}

} // namespace

std::vector<std::string> splats_in(const std::string &console)
{
    static const std::regex splat(
        "\\b(BUG:|WARNING:|Oops\\b|kernel BUG at|Kernel panic|general protection fault|double fault|soft lockup|"
        "hard LOCKUP|rcu_\\w+ (self-)?detected stall|blocked for more than|Unable to handle "
        "kernel|unregister_netdevice:)");
    std::vector<std::string> found;
    std::istringstream lines(console);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (std::regex_search(line, splat)) found.push_back(line);
    }
    return found;
}

Outcome attempt(const Launch &launch, const fs::path &results, bool again, const Limits &limits,
                const std::atomic<bool> &stop)
{
    Outcome outcome;
    Child child(launch);
    Listener listener(child);
    const auto birth = Clock::now();
    Shelf shelf(results, again, birth);
    try {
        follow(child, listener, shelf, outcome, limits, stop, birth);
        if (!outcome.label.empty() && !shelf.complete()) {
            throw Reason{fmt::format("the claims ended with {} before the last of them", *outcome.status)};
        }
    } catch (const Reason &reason) {
        outcome.reason = reason.text;
    } catch (const words::Damaged &reason) {
        outcome.reason = std::string("the results are damaged: ") + reason.what();
    }
    if (outcome.total_s == 0) outcome.total_s = seconds_since(birth);
    outcome.console = listener.console;
    outcome.splats = splats_in(outcome.console);
    if (!outcome.label.empty()) record::put(results / outcome.label / "console.log", outcome.console);
    return outcome;
}

bool comes_to_its_end(const Launch &launch, std::chrono::seconds within)
{
    Child child(launch);
    Listener listener(child);
    words::Stream stream;
    const auto birth = Clock::now();
    try {
        while (!stream.ended() && !listener.closed() && Clock::now() - birth < within) {
            constexpr std::chrono::milliseconds glance{200};
            if (listener.hear(glance)) stream.feed(listener.results);
            while (stream.next()) {}
        }
    } catch (const words::Damaged &) {
        return false;
    }
    return stream.ended().has_value();
}

} // namespace kernels
