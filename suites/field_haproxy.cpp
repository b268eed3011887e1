// HAProxy on the guide's port, updated as its manual has it: a successor starts beside the old one, and asks it to
// finish.

#include "field_scenes.hpp"

CHAPTER(field_haproxy, "field");

using namespace suites;
using namespace suites::field_scenes;

namespace {

constexpr auto migrates = "net.ipv4.tcp_migrate_req";
constexpr unsigned many = 77;

/// What a successor gets from the old one.
enum class Inherits { nothing, the_socket };

/// The old one, and its successors in the same cell. Each answers with its process id.
class Haproxy {
  public:
    explicit Haproxy(const Host &host, const Transport &net = tcp4) : daemon_(host.daemon(feature::haproxy)), net_(net)
    {
        daemon_.has_file("web.cfg",
                         "global\n nbthread 1\n stats socket /tmp/admin expose-fd listeners\n"
                         "defaults\n mode http\n timeout connect 9s\n timeout client 9s\n timeout server 9s\n"
                         "frontend web\n bind " +
                             net.any(80) +
                             " v6only\n"
                             "http-request return status 200 content-type text/plain lf-string %pid\n");
        newest_ = daemon_.starts({"haproxy", "-db", "-f", "/tmp/web.cfg"});
        comes_to_listen(1);
        (void)daemon_.sleeps({newest_});
    }
    /// Starts a successor, which has asked the old one to finish when it waits for connections itself. The old one.
    pid_t starts_successor(Inherits what)
    {
        const auto old = newest_;
        std::vector<std::string> command{"haproxy", "-db", "-f", "/tmp/web.cfg", "-sf", std::to_string(old)};
        if (what == Inherits::the_socket) command.insert(command.end(), {"-x", "/tmp/admin"});
        newest_ = daemon_.starts(command);
        return old;
    }
    /// Waits until so many of them wait for connections, each at a socket of its own.
    void comes_to_listen(std::size_t sockets) const { daemon_.listens(net_, net_.any(80), sockets, sockets); }
    [[nodiscard]] std::vector<HeldSocket> sockets() const { return daemon_.sockets(net_, net_.any(80)); }
    [[nodiscard]] const Daemon &daemon() const { return daemon_; }
    [[nodiscard]] pid_t newest() const { return newest_; }

  private:
    Daemon daemon_;
    Transport net_;
    pid_t newest_ = 0;
};

/// Requests wait at an old one that is stopped, a successor starts beside it, and the old one goes on, to finish.
Seen waiting_at_old(Trial &trial, const Host &host, bool has_successor, const Transport &net = tcp4)
{
    Haproxy haproxy(host, net);
    const auto old = haproxy.newest();
    haproxy.daemon().signals(old, SIGSTOP);
    const Requests load(host.actor("client"), net.loopback(80), {.at_once = many, .count = many});
    trial.premise("connections that wait", host.comes_to_wait(many, net.any(80))).is(std::to_string(many));
    if (has_successor) {
        (void)haproxy.starts_successor(Inherits::nothing);
        haproxy.comes_to_listen(2);
    } else {
        haproxy.daemon().signals(old, SIGUSR1);
    }
    haproxy.daemon().signals(old, SIGCONT);
    haproxy.daemon().ends(old);
    return told(load.end());
}

} // namespace

CLAIM("field.haproxy.waiting",
      "When HAProxy is updated by a successor that binds port 80 beside it, the requests that wait at the old one's "
      "socket are answered.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    host.set(migrates, "0");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        trial
            .contrast("requests that wait at one that finishes without a successor",
                      waiting_at_old(trial, host, false, net))
            .is("reset");
        trial
            .expect("requests that wait at one that finishes beside its successor",
                    waiting_at_old(trial, host, true, net))
            .is("answered");
    }
}

CLAIM("field.haproxy.waiting.migrated",
      "With net.ipv4.tcp_migrate_req on, the requests that wait at the socket of an HAProxy that finishes are answered "
      "by its successor.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said)
{
    auto host = trial.host();
    host.set(migrates, "0");
    trial.contrast("requests that wait at the old one, without it", waiting_at_old(trial, host, true)).is("reset");
    host.set(migrates, "1");
    trial.expect("requests that wait at the old one", waiting_at_old(trial, host, true)).is("answered");
}

CLAIM("field.haproxy.handed-over",
      "HAProxy that is updated again and again under load, each time by a successor to which it hands its listening "
      "socket, answers every request.",
      "both.rolling-zero-downtime"_said, "use.web-ha"_said)
{
    constexpr unsigned some = 40;
    constexpr unsigned updates = 3;
    auto host = trial.host();
    host.set(migrates, "0");
    trial.contrast("requests that wait at one that does not hand its socket over", waiting_at_old(trial, host, true))
        .is("reset");
    Haproxy haproxy(host);
    const Requests load(host.actor("client"), "127.0.0.1:80", {.at_once = 8});
    load.await(some);
    for (unsigned update = 0; update < updates; ++update) {
        const auto old = haproxy.starts_successor(Inherits::the_socket);
        haproxy.daemon().ends(old);
        load.await(some);
        const auto holders = haproxy.sockets().at(0).holders;
        trial.premise("who has the socket", holders == std::vector{haproxy.newest()} ? "the newest alone" : "others")
            .is("the newest alone");
    }
    trial.expect("requests", told(load.end())).is("answered");
}
