// The guide's database: backends with a socket each on port 5432, as far as the kernel's part in it goes.

#include "tcp_balance_scenes.hpp"

CHAPTER(database_backends, "real-systems");

using namespace suites;
using namespace suites::tcp_balance_scenes;

namespace {

constexpr unsigned postgresql = 5432;

Group listening(const std::vector<Actor> &crew, const Transport &net, const Sharing &options)
{
    auto group = bound_in_order(crew, net, options, net.any(postgresql));
    for (const auto &socket : group)
        (void)socket.listen();
    return group;
}

FlowPlan clients(const Transport &net)
{
    return {.from = net.loopback(source), .count = enough_for_each_of_four, .to = net.loopback(postgresql)};
}

} // namespace

CLAIM("database-backends.own-sockets",
      "With SO_REUSEPORT each of four backends has a listening socket of its own on port 5432, and the kernel "
      "distributes the clients to all of them.",
      "use.postgresql"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto crew = actors(host, four);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto lone = listening({crew.front()}, net, reuse_addr);
        trial.contrast("a second backend, with SO_REUSEADDR", listening({crew.back()}, net, reuse_addr).front())
            .is(bind_denied(EADDRINUSE));
        leave(lone);
        const auto backends = listening(crew, net, reuse_port);
        for (const auto &backend : backends)
            trial.expect("the " + backend.actor().name() + " backend listens", backend).is(allowed);
        trial.expect("who gets clients", flows(client, clients(net)).reach(backends))
            .is("first, second, third and fourth");
        leave(backends);
    }
}
