// Whose socket may share a port: which user id counts, and when it is taken.

#include "ownership_scenes.hpp"

CHAPTER(ownership, "same-uid");

using namespace suites;
using namespace suites::ownership_scenes;

CLAIM("ownership.same-uid", "Only processes of the user who holds a port may join in on it by SO_REUSEPORT.",
      "sec.rp-same-uid"_said, "sec.article-permissions"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto other = host.actor("other", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        const auto other_port = apart(net, 9000);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        trial.premise("another user takes his", shares(other, net, other_port)).is(allowed);
        trial.contrast("a second process of the server's user", shares(colleague, net, port)).is(allowed);
        trial.expect("the other user at the server's port", shares(other, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("the server at the other user's port", shares(server, net, other_port))
            .is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.root",
      "Nobody is exempt: root may not join in on a port that another user holds, nor another user on one that root "
      "holds.",
      "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto superuser = host.actor("superuser", root);
    auto second = host.actor("second", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        const auto other_port = apart(net, 9000);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        trial.premise("root takes another", shares(superuser, net, other_port)).is(allowed);
        trial.contrast("root's second process at root's port", shares(second, net, other_port)).is(allowed);
        trial.expect("root at the server's port", shares(superuser, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("the server at root's port", shares(server, net, other_port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.guide-example",
      "Where ordinary users may bind port 80, a process of uid 1000 binds it, a second of uid 1000 joins in, and one "
      "of uid 1001 is denied.",
      "sec.rp-other-uid-denied"_said, "sec.rp-same-uid"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        host.set("net.ipv4.ip_unprivileged_port_start", "80");
        auto first = host.actor("first", uid(1000));
        auto second = host.actor("second", uid(1000));
        auto third = host.actor("third", uid(1001));
        trial.expect("the first process, of uid 1000", shares(first, net, 80)).is(allowed);
        trial.expect("the second process, of uid 1000", shares(second, net, 80)).is(allowed);
        trial.contrast("uid 1001 at a port that is free", shares(third, net, 81)).is(allowed);
        trial.expect("the third process, of uid 1001", shares(third, net, 80)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.guide-example.as-it-stands",
      "A process of uid 1000 binds port 80 with SO_REUSEPORT, with nothing else arranged for it.",
      "sec.rp-other-uid-denied"_said)
{
    trial.needs(words::feature::private_hosts);
    auto host = trial.host();
    auto first = host.actor("first", uid(1000));
    auto superuser = host.actor("superuser", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("root takes another port", shares(superuser, net, port)).is(allowed);
        trial.contrast("a port that another user holds", shares(first, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("port 80, which nobody holds", shares(first, net, 80)).is(allowed);
    }
}

namespace {

/// Takes a port with root's permissions by a socket of uid 1000's.
Socket shares_as_owner(const Actor &launcher, const Transport &net, unsigned port)
{
    becomes(launcher, owner);
    const auto made = socket(launcher, net).reuse_port();
    launcher.does("seteuid", "0");
    return takes(made, net.any(port));
}

} // namespace

CLAIM("ownership.permission",
      "Sharing a privileged port takes, beside the right user, the permission to bind it in each of the processes.",
      "sec.article-permissions"_said)
{
    trial.needs(words::feature::private_hosts);
    trial.needs(words::feature::privileged_ports);
    auto host = trial.host();
    auto launcher = host.actor("launcher", root);
    auto assistant = host.actor("assistant", root);
    auto worker = host.actor("worker", owner);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto http = apart(net, 80);
        const auto port = apart(net, 8080);
        trial.premise("a socket of uid 1000 at a privileged port", shares_as_owner(launcher, net, http)).is(allowed);
        trial.premise("and one at an unprivileged port", shares_as_owner(launcher, net, port)).is(allowed);
        trial.contrast("uid 1000 joins in at the unprivileged port", shares(worker, net, port)).is(allowed);
        trial.expect("uid 1000 joins in at the privileged port", shares(worker, net, http)).is(bind_denied(EACCES));
        trial.expect("uid 1000 does so with root's permission", shares_as_owner(assistant, net, http)).is(allowed);
    }
}

CLAIM("ownership.effective-uid",
      "Of a process's user ids the effective one decides whether it may join in, not the real and not the saved one.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto effectively = host.actor("effectively", root);
    auto really = host.actor("really", root);
    really.does("setresuid", "1000", "1001", "1000");
    effectively.does("setresuid", "1001", "1000", "1001");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        trial.contrast("the server's uid as real and saved", shares(really, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("the server's uid as effective", shares(effectively, net, port)).is(allowed);
    }
}

CLAIM("ownership.effective-uid.back-and-forth",
      "A process that changes its effective user id back and forth may join in whenever it has the port's user, and "
      "only then.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto changing = host.actor("changing", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        becomes(changing, owner);
        trial.expect("as the server's user", shares(changing, net, port)).is(allowed);
        becomes(changing, stranger);
        trial.contrast("as another", shares(changing, net, port)).is(bind_denied(EADDRINUSE));
        becomes(changing, owner);
        trial.expect("as the server's user again", shares(changing, net, port)).is(allowed);
        changing.does("seteuid", "0");
        trial.expect("as root in the end", shares(changing, net, port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.effective-uid.at-bind", "What counts is the effective user id that a process has when it calls bind.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto changing = host.actor("changing", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        becomes(changing, stranger);
        trial.contrast("another user all the time", shares(changing, net, port)).is(bind_denied(EADDRINUSE));
        auto made_as_stranger = socket(changing, net).reuse_port();
        becomes(changing, owner);
        trial.expect("another user at socket, the server's at bind", takes(made_as_stranger, net.any(port)))
            .is(allowed);
        auto made_as_owner = socket(changing, net).reuse_port();
        becomes(changing, stranger);
        trial.expect("the server's user at socket, another at bind", takes(made_as_owner, net.any(port)))
            .is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.effective-uid.at-listen", "What counts was settled at bind: who changes users later may still listen.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto changing = host.actor("changing", root);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        becomes(changing, owner);
        auto bound = socket(changing, net).reuse_port().bind(net.any(port));
        becomes(changing, stranger);
        trial.contrast("another user at bind", shares(changing, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("another user only at listen", bound.listen()).is(allowed);
    }
}

CLAIM("ownership.effective-uid.file-system",
      "The effective user id decides even where the file-system user id, which follows it unless told otherwise, is "
      "another.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto other = host.actor("other", stranger);
    auto effectively = host.actor("effectively", root);
    auto on_files = host.actor("on-files", root);
    effectively.does("setresuid", "1001", "1000", "1001");
    effectively.does("setfsuid", "1001");
    trial.premise("one is of uid 1000 in effect alone", effectively.asked("identity").text)
        .is("real 1001 effective 1000 saved 1001 fs 1001");
    on_files.does("setresuid", "1000", "1001", "1000");
    on_files.does("setfsuid", "1000");
    trial.premise("one is of uid 1001 in effect alone", on_files.asked("identity").text)
        .is("real 1000 effective 1001 saved 1000 fs 1000");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        trial.contrast("another user in every respect", shares(other, net, port)).is(bind_denied(EADDRINUSE));
        trial.expect("the server's user in effect alone", shares(effectively, net, port)).is(allowed);
        trial.expect("another user in effect alone", shares(on_files, net, port)).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.passed-socket",
      "It is the user of the process that counts, whoever made the socket: a socket passed by SCM_RIGHTS lets no other "
      "user in.",
      "sec.rp-same-uid"_said, "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto friendly = host.actor("friend", owner);
    auto mallory = host.actor("mallory", stranger);
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        const auto other_port = apart(net, 9000);
        const auto passed = [&](const Actor &from, const Actor &to) {
            return socket(from, net).reuse_port().passed_to(to);
        };
        auto held = shares(server, net, port);
        trial.premise("the server takes its port", held).is(allowed);
        trial.premise("and another", shares(server, net, other_port)).is(allowed);
        auto within = takes(passed(friendly, server), net.any(other_port));
        trial.contrast("a socket of the server's user, bound by him", within).is(allowed);
        auto admitted = takes(passed(friendly, mallory), net.any(port));
        trial.expect("a socket of the server's user, bound by another", admitted).is(bind_denied(EADDRINUSE));
        trial.expect("who gets the traffic", who_receives(client, net, port, {held, admitted})).is("server alone");
        auto foreign = takes(passed(mallory, friendly), net.any(port));
        trial.expect("a socket of another user, bound by the server's", foreign).is(allowed);
    }
}

CLAIM("ownership.chowned-socket",
      "It is the user of the process that counts, whoever owns the socket: after fchown to uid 1000 root's process is "
      "still root's.",
      "sec.rp-effective-uid"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto colleague = host.actor("colleague", owner);
    auto superuser = host.actor("superuser", root);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        auto given = socket(superuser, net).reuse_port();
        trial.premise("root gives a socket to uid 1000", given.changes_owner(owner)).is("ok");
        trial.contrast("a process of uid 1000", shares(colleague, net, port)).is(allowed);
        trial.expect("root with the socket of uid 1000", takes(given, net.any(port))).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.chown-denied",
      "An ordinary user cannot get in by giving a socket of hers to the port's user: neither is fchown allowed, nor "
      "does the port let it in.",
      "sec.rp-prevents-hijack"_said)
{
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto superuser = host.actor("superuser", root);
    auto mallory = host.actor("mallory", stranger);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("the server takes its port", shares(server, net, port)).is(allowed);
        auto hers = socket(mallory, net).reuse_port();
        trial.contrast("root gives a socket away", socket(superuser, net).changes_owner(owner)).is("ok");
        trial.expect("mallory gives hers away", hers.changes_owner(owner)).is("EPERM");
        trial.expect("mallory joins in with it", takes(hers, net.any(port))).is(bind_denied(EADDRINUSE));
    }
}

CLAIM("ownership.user-namespace",
      "Users are told apart as the kernel knows them, not by what they are called in a user namespace of their own.",
      "sec.rp-same-uid"_said, "sec.rp-other-uid-denied"_said)
{
    trial.needs(words::feature::user_namespaces);
    auto host = trial.host();
    auto server = host.actor("server", owner);
    auto renamed = host.actor("renamed", owner);
    auto impostor = host.actor("impostor", stranger);
    renamed.does("enter-user-namespace", "0");
    impostor.does("enter-user-namespace", "1000");
    trial.premise("uid 1001 calls itself 1000", impostor.asked("identity").text)
        .is("real 1000 effective 1000 saved 1000 fs 1000");
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto port = apart(net, 8080);
        trial.premise("uid 1000 takes its port", shares(server, net, port)).is(allowed);
        trial.contrast("uid 1000 calling itself root", shares(renamed, net, port)).is(allowed);
        trial.expect("uid 1001 calling itself 1000", shares(impostor, net, port)).is(bind_denied(EADDRINUSE));
    }
}
