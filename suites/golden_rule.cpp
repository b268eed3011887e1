// Both options set, as the golden rule has it, against another user: who binds, who listens, who receives.

#include "ownership_scenes.hpp"

CHAPTER(golden_rule, "same-uid");

using namespace suites;
using namespace suites::ownership_scenes;

CLAIM("ownership.hijack.server-first",
      "Where a server holds its port by SO_REUSEPORT, another user gets no share of its traffic, whatever options she "
      "sets.",
      "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto mallory = host.actor("mallory", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        auto held = shares(server, net, port);
        for (const auto &options : {neither, reuse_addr, both_options}) {
            const auto tried = shares(mallory, net, port, options);
            trial.expect("mallory with " + std::string(options.label), tried).is(bind_denied(EADDRINUSE));
            tried.close();
        }
        const auto hers = shares(mallory, net, port);
        trial.expect("mallory with SO_REUSEPORT", hers).is(bind_denied(EADDRINUSE));
        trial.expect("who gets the traffic", who_receives(client, net, port, {held, hers})).is("server alone");
        hers.close();
        auto joined = shares(colleague, net, port);
        trial.contrast("who gets it beside the same user", who_receives(client, net, port, {held, joined}))
            .is("server and colleague");
    }
}

CLAIM("ownership.hijack.attacker-first",
      "Where another user holds the port by SO_REUSEPORT before the server does, the server is denied it and knows, "
      "instead of getting a part of its traffic.",
      "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto mallory = host.actor("mallory", stranger);
    auto accomplice = host.actor("accomplice", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        auto taken = shares(mallory, net, port);
        auto late = shares(server, net, port);
        trial.expect("the server at its port", late).is(bind_denied(EADDRINUSE));
        trial.expect("who gets the traffic", who_receives(client, net, port, {taken, late})).is("mallory alone");
        late.close();
        auto joined = shares(accomplice, net, port);
        trial.contrast("who gets it beside the same user", who_receives(client, net, port, {taken, joined}))
            .is("mallory and accomplice");
    }
}

CLAIM("ownership.golden-rule.server-listens",
      "With both options set nobody of another user can bind beside a TCP server that listens, or get its connections.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto mallory = host.actor("mallory", stranger);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = apart(net, 8080);
        auto held = shares(server, net, port, both_options);
        auto hers = shares(mallory, net, port, both_options);
        trial.expect("mallory binds beside it", hers).is(bind_denied(EADDRINUSE));
        trial.expect("who gets the connections", who_receives(client, net, port, {held, hers})).is("server alone");
        hers.close();
        auto joined = shares(colleague, net, port, both_options);
        trial.contrast("who gets them beside the same user", who_receives(client, net, port, {held, joined}))
            .is("server and colleague");
    }
}

CLAIM("ownership.golden-rule.server-bound",
      "With both options set nobody of another user can bind a port that a TCP server has bound, even before the "
      "server listens.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto mallory = host.actor("mallory", stranger);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto endpoint = net.any(apart(net, 8080));
        auto bound = socket(server, net).sharing(both_options).bind(endpoint);
        auto joined = socket(colleague, net).sharing(both_options).bind(endpoint);
        trial.contrast("a process of the same user binds beside it", joined).is(allowed);
        auto hers = socket(mallory, net).sharing(both_options).bind(endpoint);
        trial.expect("mallory binds beside it", hers).is(bind_denied(EADDRINUSE));
        (void)hers.listen();
        (void)bound.listen();
        trial.expect("the server listens, after mallory tried to", bound).is(allowed);
        trial.expect("who gets the connections", who_receives(client, net, apart(net, 8080), {bound, hers}))
            .is("server alone");
    }
}

CLAIM("ownership.golden-rule.attacker-listens",
      "With both options set a TCP server is denied a port on which another user listens already, and knows.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto mallory = host.actor("mallory", stranger);
    auto accomplice = host.actor("accomplice", stranger);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = apart(net, 8080);
        auto taken = shares(mallory, net, port, both_options);
        auto late = shares(server, net, port, both_options);
        trial.expect("the server at its port", late).is(bind_denied(EADDRINUSE));
        trial.expect("who gets the connections", who_receives(client, net, port, {taken, late})).is("mallory alone");
        late.close();
        auto joined = shares(accomplice, net, port, both_options);
        trial.contrast("who gets them beside the same user", who_receives(client, net, port, {taken, joined}))
            .is("mallory and accomplice");
    }
}

CLAIM("ownership.golden-rule.attacker-bound",
      "With both options set a TCP server is denied a port that another user has bound and does not listen on; were it "
      "not, it would have the port for itself.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto mallory = host.actor("mallory", stranger);
    auto accomplice = host.actor("accomplice", stranger);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = apart(net, 8080);
        auto lurking = socket(mallory, net).sharing(both_options).bind(net.any(port));
        auto joined = socket(accomplice, net).sharing(both_options).bind(net.any(port));
        trial.contrast("a process of the same user binds beside her", joined).is(allowed);
        auto late = shares(server, net, port, both_options);
        trial.expect("the server at its port", late).is(bind_denied(EADDRINUSE));
        if (late.outcome() != "ok") continue;
        trial.expect("mallory listens beside it", lurking.listen()).is(listen_denied(EADDRINUSE));
        trial.expect("who gets the connections", who_receives(client, net, port, {late, lurking})).is("server alone");
    }
}

CLAIM("ownership.golden-rule.datagrams.server-first",
      "With both options set nobody of another user can bind beside a UDP server, or get its datagrams.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto mallory = host.actor("mallory", stranger);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = apart(net, 8080);
        const auto other_port = apart(net, 9000);
        auto held = shares(server, net, port, both_options);
        auto also_held = shares(server, net, other_port, both_options);
        auto joined = shares(colleague, net, other_port, both_options);
        trial.contrast("a process of the same user binds beside it", joined).is(allowed);
        auto hers = shares(mallory, net, port, both_options);
        trial.expect("mallory binds beside it", hers).is(bind_denied(EADDRINUSE));
        trial.contrast("who gets them beside the same user", who_receives(client, net, other_port, {also_held, joined}))
            .is("server and colleague");
        trial.expect("who gets the datagrams", who_receives(client, net, port, {held, hers})).is("server alone");
    }
}

CLAIM("ownership.golden-rule.datagrams.attacker-first",
      "With both options set a UDP server is denied a port that another user has bound before it; were it not, it "
      "would get all its datagrams.",
      "both.golden-rule"_said, "sec.rp-prevents-hijack"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto server = host.actor("server", owner);
    auto mallory = host.actor("mallory", stranger);
    auto accomplice = host.actor("accomplice", stranger);
    for (const auto &net : trial.over(udp4, udp6)) {
        const auto port = apart(net, 8080);
        const auto other_port = apart(net, 9000);
        auto lurking = shares(mallory, net, port, both_options);
        auto hers = shares(mallory, net, other_port, both_options);
        auto joined = shares(accomplice, net, other_port, both_options);
        trial.contrast("a process of the same user binds beside her", joined).is(allowed);
        auto late = shares(server, net, port, both_options);
        trial.expect("the server at its port", late).is(bind_denied(EADDRINUSE));
        if (late.outcome() != "ok") continue;
        trial.contrast("who gets them beside the same user", who_receives(client, net, other_port, {hers, joined}))
            .is("mallory and accomplice");
        trial.expect("who gets the datagrams", who_receives(client, net, port, {late, lurking})).is("server alone");
    }
}
