// Access control on ports: who may bind one at all, before any option is looked at.

#include "ownership_scenes.hpp"

CHAPTER(privileged_ports, "permissions");

using namespace suites;
using namespace suites::ownership_scenes;

namespace {

/// Ports that some may bind and others not, and a server who may.
void has_privileged_ports(Trial &trial)
{
    trial.needs(words::feature::private_hosts); // on the machine itself they may be open to all
    trial.needs(words::feature::privileged_ports);
}

/// Whether the process can take the port now; it gives it back at once.
std::string can_take(const Actor &process, const Transport &net, unsigned port, const Sharing &options = neither)
{
    const auto attempt = takes(socket(process, net).sharing(options), net.any(port));
    auto answer = attempt.outcome();
    attempt.close();
    return answer;
}

} // namespace

CLAIM("port-access.refused",
      "Port access control keeps an ordinary user from every port below 1024, whichever of the two options he sets.",
      "sec.protect-port-access"_said)
{
    trial.needs(words::feature::private_hosts); // on the machine itself these ports may be open to all
    auto host = trial.host();
    auto attacker = host.actor("attacker", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        for (const auto &options : trial.over(neither, reuse_addr, reuse_port, both_options)) {
            trial.contrast("port 1024", can_take(attacker, net, 1024, options)).is(allowed);
            trial.expect("port 1023", can_take(attacker, net, 1023, options)).is(bind_denied(EACCES));
            trial.expect("port 80", can_take(attacker, net, 80, options)).is(bind_denied(EACCES));
        }
    }
}

CLAIM("port-access.attacker-first",
      "Port access control undoes the port hijacking of the guide: another user's attacker cannot bind 0.0.0.0:80 with "
      "SO_REUSEADDR before the server does, and the server gets all requests.",
      "sec.protect-port-access"_said)
{
    has_privileged_ports(trial);
    auto host = trial.host();
    auto attacker = host.actor("attacker", stranger);
    auto server = host.actor("server", root);
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        host.has_own_address(net);
        const auto http = apart(net, 80);
        const auto unprotected = apart(net, 8080);
        trial.contrast("the attacker at port 8080", socket(attacker, net).reuse_addr().bind(net.any(unprotected)))
            .is(allowed);
        trial.expect("the attacker at port 80", socket(attacker, net).reuse_addr().bind(net.any(http)))
            .is(bind_denied(EACCES));
        const auto real = takes(socket(server, net).reuse_addr(), net.own(http));
        trial.expect("the server at its address", real).is(allowed);
        const FlowPlan requests{.from = net.own(20000), .count = 16, .to = net.own(http)};
        trial.expect("who receives 16 requests", flows(client, requests).reach({real})).is("server alone");
    }
}

namespace {

/// What tells another user's attacker off a port that the server holds with both options, where everybody may bind:
/// nothing but a listener, or the rule that the options' sharers be of one user.
Expected without_access_control(const Transport &net, const Sharing &options)
{
    return !net.stream && options.addr ? allowed : bind_denied(EADDRINUSE);
}

} // namespace

CLAIM("port-access.attacker-joins",
      "Port access control keeps another user's attacker from joining in on port 80, whichever of the two options he "
      "and the server set.",
      "sec.protect-port-access"_said, "sec.article-permissions"_said)
{
    has_privileged_ports(trial);
    auto host = trial.host();
    auto attacker = host.actor("attacker", stranger);
    auto server = host.actor("server", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto http = apart(net, 80);
        const auto unprotected = apart(net, 8080);
        shares(server, net, http, both_options).must_stand();
        shares(server, net, unprotected, both_options).must_stand();
        for (const auto &options : trial.over(reuse_addr, reuse_port, both_options)) {
            trial.contrast("the attacker at port 8080", can_take(attacker, net, unprotected, options))
                .is(without_access_control(net, options));
            trial.expect("the attacker at port 80", can_take(attacker, net, http, options)).is(bind_denied(EACCES));
        }
    }
}

CLAIM("port-access.start",
      "Which ports are protected is a setting of each host (net.ipv4.ip_unprivileged_port_start, for IPv6 too): an "
      "ordinary user may bind the port it names and those above, and none below.",
      "sec.protect-port-access"_said)
{
    auto host = trial.host();
    auto user = host.actor("user", stranger);
    auto elsewhere = trial.host("other-host").actor("elsewhere", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        host.set("net.ipv4.ip_unprivileged_port_start", "80");
        trial.contrast("port 79 when the setting is 80", can_take(user, net, 79)).is(bind_denied(EACCES));
        trial.expect("port 80 when the setting is 80", can_take(user, net, 80)).is(allowed);
        trial.expect("port 80 on a host without the setting", can_take(elsewhere, net, 80)).is(bind_denied(EACCES));
        host.set("net.ipv4.ip_unprivileged_port_start", "9000");
        trial.contrast("port 9000 when the setting is 9000", can_take(user, net, 9000)).is(allowed);
        trial.expect("port 8080 when the setting is 9000", can_take(user, net, 8080)).is(bind_denied(EACCES));
    }
}

CLAIM("port-access.capability",
      "What opens a privileged port is the permission to bind it (CAP_NET_BIND_SERVICE), not the user id: uid 1000 "
      "with the permission may, and root without it may not.",
      "sec.protect-port-access"_said, "sec.article-permissions"_said)
{
    has_privileged_ports(trial);
    auto host = trial.host();
    auto worker = host.actor("worker", root);
    worker.does("keep-capabilities");
    worker.does("setresuid", "1000", "1000", "1000"); // permitted still, but no longer effective
    trial.premise("the worker's user ids", worker.asked("identity").text)
        .is("real 1000 effective 1000 saved 1000 fs 1000");
    auto superuser = host.actor("superuser", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        worker.does("only-capability", "none");
        trial.contrast("uid 1000 without the permission", can_take(worker, net, 80)).is(bind_denied(EACCES));
        worker.does("only-capability", "CAP_NET_BIND_SERVICE");
        trial.expect("uid 1000 with the permission", can_take(worker, net, 80)).is(allowed);

        superuser.does("only-capability", "CAP_NET_BIND_SERVICE");
        trial.contrast("root with the permission", can_take(superuser, net, 80)).is(allowed);
        superuser.does("only-capability", "none");
        trial.expect("root without the permission", can_take(superuser, net, 80)).is(bind_denied(EACCES));
    }
}

CLAIM("port-access.guide-ports",
      "Port access control keeps another user's process from the ports of the guide's own examples, those above 1023 "
      "too.",
      "sec.protect-port-access"_said)
{
    has_privileged_ports(trial);
    auto host = trial.host();
    auto attacker = host.actor("attacker", stranger);
    auto server = host.actor("server", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const std::vector<unsigned> ports =
            net.stream ? std::vector<unsigned>{80, 5432, 8080} : std::vector<unsigned>{53, 514, 5000, 5004, 9000};
        trial.contrast("the server's user at the first of them", can_take(server, net, ports.front())).is(allowed);
        for (const auto port : ports)
            trial.expect("another user at port " + std::to_string(port), can_take(attacker, net, port))
                .is(bind_denied(EACCES));
    }
}
