// Servers and load that go on between two steps, for measuring. A step begins them, a later one ends them and tells
// what they did.

#include "actor/load.hpp"
#include "actor/performer.hpp"

#include <fcntl.h>
#include <map>
#include <memory>

namespace actor {

namespace {

// An actor is one process, and these are its threads.
std::map<std::string, std::unique_ptr<Serving>> servings; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
std::unique_ptr<Load> load;                               // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

std::string begin_serving(Performer &self, const Arguments &words)
{
    const int socket = self.socket(words[0]).number();
    if (servings.contains(words[0])) throw Senseless("socket '" + words[0] + "' is served already");
    if (const int flags = fcntl(socket, F_GETFL); fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0) return told(-1);
    servings[words[0]] = std::make_unique<Serving>(socket);
    return "ok";
}

std::string end_serving(Performer & /*self*/, const Arguments &words)
{
    const auto found = servings.find(words[0]);
    if (found == servings.end()) throw Senseless("socket '" + words[0] + "' is not served");
    const auto served = found->second->stop();
    servings.erase(found);
    return std::to_string(served.count) + " served in " + std::to_string(served.cpu.count()) + " us";
}

std::string begin_load(const Arguments &words, bool stream)
{
    if (load) throw Senseless("a load is on already");
    const auto count = number(words[1]);
    const auto at_once = number(words[2]);
    if (count < 1 || at_once < 1) throw Senseless("a load of nothing");
    load = std::make_unique<Load>(LoadPlan{.to = words::Endpoint::parse(words[0]),
                                           .stream = stream,
                                           .count = static_cast<std::uint64_t>(count),
                                           .at_once = static_cast<unsigned>(at_once)});
    return "ok";
}

std::string begin_connecting(Performer & /*self*/, const Arguments &words) { return begin_load(words, true); }
std::string begin_sending(Performer & /*self*/, const Arguments &words) { return begin_load(words, false); }

std::string end_load(Performer & /*self*/, const Arguments & /*none*/)
{
    if (!load) throw Senseless("no load is on");
    const auto loaded = load->finish();
    load.reset();
    return std::to_string(loaded.done) + " done, " + std::to_string(loaded.failed) + " failed in " +
           std::to_string(loaded.wall.count()) + " us, 99 % within " + std::to_string(loaded.p99.count()) + " us";
}

} // namespace

void add_load_verbs(Verbs &verbs)
{
    verbs["begin-serving"] = {"NAME", begin_serving};
    verbs["end-serving"] = {"NAME", end_serving};
    verbs["begin-connecting"] = {"TO COUNT AT-ONCE", begin_connecting};
    verbs["begin-sending"] = {"TO COUNT SOURCES", begin_sending};
    verbs["end-load"] = {"", end_load};
}

} // namespace actor
