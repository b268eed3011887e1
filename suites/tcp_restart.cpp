// Restarting a TCP server while its old connections sit in TIME_WAIT.

#include "claim.hpp"

CHAPTER(tcp_restart, "restart");

using namespace suites;

CLAIM("tcp.restart.reuseaddr",
      "With SO_REUSEADDR a server restarts at once although its old connections sit in TIME_WAIT.",
      "tw.ra-restart"_said, "table.ra-time-wait"_said)
{
    for (const auto &net : trial.over(tcp4, tcp6)) {
        auto host = trial.host();
        auto server = host.actor("server");
        auto client = host.actor("client");
        auto listener = socket(server, net).reuse_addr().bind(net.any(8080)).listen();
        auto session = socket(client, net).bind(net.loopback(45001)).connect(net.loopback(8080)).acks_at_once();
        listener.accept().close();
        host.shows("FIN_WAIT2", net.loopback(8080) + "-" + net.loopback(45001));
        session.sees_end();
        session.close();
        server.dies();
        host.shows("TIME_WAIT", net.loopback(8080) + "-" + net.loopback(45001));

        auto heir = host.actor("heir");
        trial.contrast("without the option", socket(heir, net).bind(net.any(8080))).is(bind_denied(EADDRINUSE));
        trial.expect("the heir restarts", socket(heir, net).reuse_addr().bind(net.any(8080)).listen()).is(allowed);
    }
}
