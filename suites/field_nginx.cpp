// NGINX itself on the guide's port: whose sockets its workers have, who answers, who wakes, what a reload leaves
// behind.

#include "nginx_scenes.hpp"

CHAPTER(field_nginx, "field");

using namespace suites;
using namespace suites::field_scenes;
using namespace suites::nginx_scenes;

CLAIM("field.nginx.sockets",
      "NGINX with `listen 80 reuseport`: each of four workers waits at a listening socket of its own on port 80.",
      "use.nginx"_said)
{
    auto host = trial.host();
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto seen = [&](const Listening &how) {
            const Nginx nginx(host, how.over(net));
            return watched(nginx.sockets(), nginx.workers());
        };
        trial.contrast("sockets on port 80 with `listen 80`", seen(plain)).is("one socket, watched by each of four");
        trial.expect("sockets on port 80 with `listen 80 reuseport`", seen(reuseport))
            .is("four sockets, each watched by one of four");
    }
}

CLAIM("field.nginx.holders",
      "NGINX with `listen 80 reuseport`: the socket that a worker waits at is that worker's alone.", "use.nginx"_said)
{
    auto host = trial.host();
    const auto seen = [&](const Listening &how) {
        const Nginx nginx(host, how);
        return held(nginx.sockets(), nginx.master(), nginx.workers());
    };
    trial.contrast("who holds it with `listen 80`", seen(plain)).is("the master and every worker");
    trial.expect("who holds each with `listen 80 reuseport`", seen(reuseport)).is("one worker");
}

CLAIM("field.nginx.spread",
      "NGINX with `listen 80 reuseport`: 2,000 connections are spread evenly over four workers, whoever of them asks "
      "first.",
      "use.nginx"_said)
{
    constexpr unsigned many = 2000;
    auto host = trial.host();
    auto client = host.actor("client");
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto seen = [&](const Listening &how) {
            const Nginx nginx(host, how.over(net));
            const Requests load(client, net.loopback(80), {.at_once = 1, .count = many});
            const auto answers = load.end();
            trial.premise("requests with `" + std::string(how.label) + "`", told(answers)).is("answered");
            return even(answered_by(answers, nginx.workers()));
        };
        trial.contrast("with `accept_mutex on`, of one socket", seen(in_turns))
            .is(any_of({"first alone", "second alone", "third alone", "fourth alone", "uneven"}));
        trial.expect("with `listen 80 reuseport`", seen(reuseport)).is("even");
    }
}

CLAIM("field.nginx.herd",
      "NGINX with `listen 80 reuseport`: a connection wakes one of four workers, while without the option it wakes all "
      "of them.",
      "use.nginx"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const auto seen = [&](const Listening &how) {
        const Nginx nginx(host, how);
        return woken_by_each(nginx.daemon(), nginx.workers(), client);
    };
    trial.expect("who is woken with `accept_mutex on`", seen(in_turns)).is("one of four");
    trial.contrast("who is woken with `listen 80`", seen(plain)).is("all four");
    trial.expect("who is woken with `listen 80 reuseport`", seen(reuseport)).is("one of four");
}

namespace {

/// What becomes of requests that wait at four stopped workers while something happens to these, who then go on.
template <typename Happens>
Seen waiting_while(Trial &trial, const Host &host, const Nginx &nginx, const Happens &happens)
{
    auto client = host.actor("client");
    const auto before = nginx.workers();
    nginx.stops_working();
    const Requests load(client, "127.0.0.1:80", {.at_once = enough_for_each_of_four, .count = enough_for_each_of_four});
    trial.premise("connections that wait", host.comes_to_wait(enough_for_each_of_four, web))
        .is(std::to_string(enough_for_each_of_four));
    happens(before);
    return told(load.end());
}

/// The master has read that there are so many workers, and the old ones go on; they have been told to quit.
Seen reloaded(Trial &trial, const Host &host, unsigned workers)
{
    const Nginx nginx(host, reuseport);
    return waiting_while(trial, host, nginx, [&](const std::vector<pid_t> &before) {
        nginx.reloads(workers);
        nginx.daemon().listens(tcp4, web, four, before.size() + workers);
        (void)nginx.daemon().sleeps({nginx.master()}); // by then it has told the old ones to quit
        for (const pid_t worker : before)
            nginx.daemon().signals(worker, SIGCONT);
        for (const pid_t worker : before)
            nginx.daemon().ends(worker);
    });
}

constexpr auto migrates = "net.ipv4.tcp_migrate_req";

} // namespace

CLAIM(
    "field.nginx.reload",
    "A reload of NGINX with `listen 80 reuseport` replaces all workers, and every request that waited at the old ones "
    "is answered.",
    "both.rolling-zero-downtime"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    trial.contrast("requests that wait while four workers become two", reloaded(trial, host, 2))
        .is("answered and reset");
    trial.expect("requests that wait while four workers are replaced by four", reloaded(trial, host, four))
        .is("answered");
}

CLAIM("field.nginx.reload.fewer-workers",
      "A reload of NGINX with `listen 80 reuseport` after which there are fewer workers leaves no request unanswered "
      "with net.ipv4.tcp_migrate_req on.",
      "both.rolling-stop"_said, "both.rolling-zero-downtime"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    host.set(migrates, "0");
    trial.contrast("requests that wait while four workers become two, without it", reloaded(trial, host, 2))
        .is("answered and reset");
    host.set(migrates, "1");
    trial.expect("requests that wait while four workers become two", reloaded(trial, host, 2)).is("answered");
}

CLAIM(
    "field.nginx.worker-killed",
    "When a worker of NGINX with `listen 80 reuseport` is killed, every request that waited at its socket is answered "
    "by the others or by its successor.",
    "both.rolling-stop"_said, "use.nginx"_said)
{
    auto host = trial.host();
    const auto seen = [&](bool master_too) {
        const Nginx nginx(host, reuseport);
        return waiting_while(trial, host, nginx, [&](const std::vector<pid_t> &workers) {
            if (master_too) nginx.daemon().signals(nginx.master(), SIGKILL);
            nginx.daemon().signals(workers.front(), SIGKILL);
            for (std::size_t other = 1; other < workers.size(); ++other)
                nginx.daemon().signals(workers[other], master_too ? SIGKILL : SIGCONT);
        });
    };
    trial.contrast("when the master and all workers are killed", seen(true)).is("reset");
    trial.expect("when a worker is killed", seen(false)).is("answered");
}
