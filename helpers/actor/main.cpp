// actor NAME [--uid N] [--network new|PATH] [--cell PROGRAMS [--unpacked FOLDER]] [--parent PID] [--patience MS]
// actor --company [--parent PID]
// actor --play FILE
//
// Performs one step per line of its standard input, or several (words/errand.hpp), and answers each with one line; ends
// at end of input or with its parent. The first line it writes is its birth: "server born = ok". By hand:
//
//     $ printf 'server socket s1 tcp4\nserver bind s1 127.0.0.1:8080\n' | actor server --network new
//     server born = ok
//     server socket s1 tcp4 = ok
//     server bind s1 127.0.0.1:8080 = ok
//
// Told "server leaves" it lets go of all it holds, and answers with the microseconds of processor time that it has
// taken so far. Then it may be born again, in another part: "client born --network PATH" with options as above. Who has
// become another than it was born as answers "changed" instead, and ends.
//
// A transcript is played again, and compared, by --play (actor/play.hpp). In company it bears actors instead, by
// forking (actor/company.hpp); only there one can be born into a cell.

#include "actor/birth.hpp"
#include "actor/company.hpp"
#include "actor/dialogue.hpp"
#include "actor/honesty.hpp"
#include "actor/performer.hpp"
#include "actor/play.hpp"
#include "actor/processor_time.hpp"
#include "words/errand.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using actor::answer_to;
using actor::as_told;
using actor::Birth;
using actor::Cell;
using actor::come_into_the_world;
using actor::Dialogue;
using actor::number;
using actor::Performer;
using actor::processor_time;
using actor::Senseless;
using actor::takes;
using actor::tie_to;

constexpr int usage_error = 64;

struct Part {
    std::string name;
    Birth birth;
    std::chrono::milliseconds patience{2000};
};

Part read(const std::vector<std::string> &words)
{
    Part part;
    if (words.empty()) throw Senseless("an actor needs a name");
    part.name = words[0];
    for (std::size_t at = 1; at + 1 < words.size(); at += 2) {
        const auto &option = words[at];
        const auto &value = words[at + 1];
        if (option == "--uid") {
            part.birth.uid = static_cast<uid_t>(number(value));
        } else if (option == "--network") {
            part.birth.network = value;
        } else if (option == "--cell") {
            part.birth.cell = Cell{.unpacked = {}, .programs = value};
        } else if (option == "--unpacked" && part.birth.cell) {
            part.birth.cell->unpacked = value;
        } else if (option == "--parent") {
            part.birth.parent = static_cast<pid_t>(number(value));
        } else if (option == "--patience") {
            part.patience = std::chrono::milliseconds(number(value));
        } else if (!takes(option, value)) {
            throw Senseless("unknown option '" + option + "'");
        }
    }
    return part;
}

/// Hundreds of connections are open at a time; the soft limit is often 1024.
void raise_descriptor_limit()
{
    constexpr rlim_t enough = 16384;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// An actor that is made to crash leaves no core behind. Not 0: a handler that core_pattern pipes to would be run all
/// the same, and is left alone by exactly 1 (fs/coredump.c).
void leave_no_core()
{
    const rlimit none{.rlim_cur = 1, .rlim_max = 1};
    setrlimit(RLIMIT_CORE, &none);
}

enum class End { of_input, unchanged, changed };

/// Performs step by step until it is told to leave. What the actor holds is let go when this returns.
End play(const Part &part, Dialogue &dialogue)
{
    Performer performer(part.birth.parent, part.patience);
    while (const auto line = dialogue.next()) {
        std::string answers;
        bool ok = true;
        for (const auto &[step, if_ok] : words::errands(*line)) {
            if (if_ok && !ok) continue;
            if (step.verb == "leaves") return performer.unmarked() && !part.birth.uid ? End::unchanged : End::changed;
            const words::Line done{step, answer_to(performer, step)};
            ok = done.answer.text == "ok";
            answers += (answers.empty() ? "" : "\n") + done.text();
        }
        Dialogue::say(answers);
    }
    return End::of_input;
}

/// "client born --network PATH": the part that comes next.
Part next_part(const std::string &line, pid_t parent)
{
    const auto step = words::Step::parse(line);
    if (step.verb != "born") throw Senseless("nobody is here to do this: " + line);
    std::vector<std::string> words{step.who};
    words.insert(words.end(), step.arguments.begin(), step.arguments.end());
    auto part = read(words);
    part.birth.parent = parent;
    return part;
}

/// Plays one part after the other.
int live(Part part)
{
    Dialogue dialogue;
    while (true) {
        prctl(PR_SET_NAME, part.name.c_str());
        const auto refusal = come_into_the_world(as_told(part.birth));
        Dialogue::say(part.name + " born = " + refusal.value_or("ok"));
        if (refusal) return 1;
        const auto end = play(part, dialogue);
        if (end == End::of_input) return 0;
        Dialogue::say(part.name +
                      " leaves = " + (end == End::changed ? "changed" : std::to_string(processor_time(RUSAGE_SELF))));
        if (end == End::changed) return 0;
        const auto line = dialogue.next();
        if (!line) return 0;
        part = next_part(*line, part.birth.parent);
    }
}

int keep_company_with(const Birth &company)
{
    tie_to(company.parent);
    (void)actor::verbs(); // learned here, known to all who are born
    const auto mother = getpid();
    return actor::keep_company([mother](const std::vector<std::string> &words) {
        auto part = read(words);
        part.birth.parent = mother;
        return live(std::move(part));
    });
}

int act(const std::vector<std::string> &words)
{
    if (words.size() == 2 && words[0] == "--play")
        return actor::play(words[1], [](const std::vector<std::string> &birth) { return live(read(birth)); });
    auto part = read(words);
    return part.name == "--company" ? keep_company_with(part.birth) : live(std::move(part));
}

} // namespace

int main(int count, char **arguments)
{
    try {
        raise_descriptor_limit();
        leave_no_core();
        return act({arguments + 1, arguments + count});
    } catch (const std::exception &reason) {
        std::fprintf(stderr, "actor: %s\n", reason.what());
        return usage_error;
    }
}
