// Clients of a web server, who ask while other steps are taken.

#include "actor/performer.hpp"
#include "actor/requests.hpp"

#include <memory>

namespace actor {

namespace {

// An actor is one process, and this is its thread.
std::unique_ptr<Requests> requests; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

Requests &under_way()
{
    if (!requests) throw Senseless("no requests are under way");
    return *requests;
}

std::string begin(Performer & /*self*/, const Arguments &words)
{
    if (requests) throw Senseless("requests are under way already");
    const auto at_once = number(words[1]);
    const auto count = words.size() > 2 ? number(words[2]) : 0;
    if (at_once < 1 || count < 0) throw Senseless("requests for nothing");
    requests = std::make_unique<Requests>(RequestPlan{.to = words::Endpoint::parse(words[0]),
                                                      .at_once = static_cast<unsigned>(at_once),
                                                      .count = static_cast<std::uint64_t>(count)});
    return "ok";
}

std::string await(Performer &self, const Arguments &words)
{
    return under_way().await(static_cast<std::uint64_t>(number(words[0])), self.patience()) ? "ok" : "nothing";
}

std::string end(Performer &self, const Arguments & /*none*/)
{
    auto line = under_way().finish(self.patience()).text();
    requests.reset();
    return line;
}

} // namespace

void add_request_verbs(Verbs &verbs)
{
    verbs["begin-requests"] = {"TO AT-ONCE COUNT?", begin};
    verbs["await-requests"] = {"COUNT", await};
    verbs["end-requests"] = {"", end};
}

} // namespace actor
