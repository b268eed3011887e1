// The guide's rolling update with real servers: NGINX four times on one port, replaced one by one.

#include "nginx_scenes.hpp"

CHAPTER(field_web_update, "field");

using namespace suites;
using namespace suites::field_scenes;
using namespace suites::nginx_scenes;

namespace {

constexpr auto migrates = "net.ipv4.tcp_migrate_req";
constexpr unsigned clients = 8;
constexpr unsigned some = 40;

/// Each server by itself: a master with one worker, whose socket shares the port with those of the others.
using Group = std::vector<Nginx>;

Group servers(const Host &host, unsigned count)
{
    Group group;
    while (group.size() < count)
        group.emplace_back(host, reuseport, 1, places.at(group.size()));
    return group;
}

/// Asked to finish what it serves and end, and gone.
void quits(const Nginx &server)
{
    server.daemon().signals(server.master(), SIGQUIT);
    server.daemon().ends(server.master());
}

/// Every server is replaced, one after the other, while requests keep coming. Whether any of them found nobody there.
Seen replaced_under_load(const Host &host, unsigned count)
{
    auto group = servers(host, count);
    const Requests load(host.actor("client"), "127.0.0.1:80", {.at_once = clients});
    load.await(some);
    for (std::size_t place = 0; place < group.size(); ++place) {
        quits(group[place]);
        load.await(some);
        group[place] = Nginx(host, reuseport, 1, places.at(place));
        load.await(some);
    }
    const auto answers = load.end();
    auto seen = told(answers);
    seen.text = answers.count_of("silent") > 0    ? "some wait in vain"
                : answers.count_of("refused") > 0 ? "some are refused"
                                                  : "none is refused";
    return seen;
}

} // namespace

CLAIM("field.web-update.always-served",
      "While each of four servers on port 80, NGINX with `reuseport`, is stopped and started again, one after the "
      "other, no request finds nobody there.",
      "both.rolling-zero-downtime"_said, "both.rolling-stop"_said, "both.rolling-start"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    trial.contrast("requests while a server alone is replaced", replaced_under_load(host, 1)).is("some are refused");
    trial.expect("requests while each of four is replaced", replaced_under_load(host, four)).is("none is refused");
}

namespace {

/// Requests wait at each of the servers, which are stopped; then all go on, but the first has been asked to quit.
Seen first_quits(Trial &trial, const Host &host, unsigned count)
{
    const auto group = servers(host, count);
    for (const auto &server : group)
        server.stops_working();
    const Requests load(host.actor("client"), "127.0.0.1:80",
                        {.at_once = enough_for_each_of_four, .count = enough_for_each_of_four});
    trial.premise("connections that wait", host.comes_to_wait(enough_for_each_of_four, web))
        .is(std::to_string(enough_for_each_of_four));
    const auto &first = group.front();
    first.daemon().signals(first.master(), SIGQUIT);
    (void)first.daemon().sleeps({first.master()}); // by then it has told its worker
    for (const auto &server : group)
        server.goes_on();
    first.daemon().ends(first.master());
    return told(load.end());
}

} // namespace

CLAIM("field.web-update.waiting",
      "When one of four servers on port 80, NGINX with `reuseport`, is asked to quit, the requests that wait at its "
      "socket are answered by the others.",
      "both.rolling-stop"_said, "both.rolling-zero-downtime"_said, "use.web-ha"_said)
{
    auto host = trial.host();
    host.set(migrates, "0");
    trial.contrast("requests that wait at a server alone", first_quits(trial, host, 1)).is("answered and reset");
    trial.expect("requests that wait while one of four quits", first_quits(trial, host, four)).is("answered");
}

CLAIM("field.web-update.waiting.migrated",
      "With net.ipv4.tcp_migrate_req on, the requests that wait at the socket of an NGINX that is asked to quit are "
      "answered by the others.",
      "both.rolling-stop"_said, "both.rolling-zero-downtime"_said)
{
    auto host = trial.host();
    host.set(migrates, "0");
    trial.contrast("requests that wait while one of four quits, without it", first_quits(trial, host, four))
        .is("answered and reset");
    host.set(migrates, "1");
    trial.expect("requests that wait while one of four quits", first_quits(trial, host, four)).is("answered");
}
