// NGINX as the chapters on real servers play it: with a configuration of a few lines, workers that say who they are.
//
//     const Nginx nginx(host, reuseport);          // four workers, all of them waiting for connections
//     nginx.sockets().front().watchers             // {4}
//     nginx.reloads(2);                            // from then on two
#pragma once

#include "field_scenes.hpp"

namespace suites::nginx_scenes {

using namespace field_scenes;

constexpr unsigned four = 4;
constexpr auto web = "0.0.0.0:80";

// So many that each of four sockets has some: chance leaves one without any once in 10^9 trials, 4 (3/4)^77.
constexpr unsigned enough_for_each_of_four = 77;

/// How the server is told to listen, and by which of its ways its workers wait.
struct Listening {
    std::string_view label;
    std::string_view options; ///< behind the address, each after a blank
    std::string_view events = "accept_mutex off;";
    bool own_sockets = false;
    Transport net = tcp4;

    [[nodiscard]] Listening over(const Transport &transport) const
    {
        auto same = *this;
        same.net = transport;
        return same;
    }
};

constexpr Listening plain{.label = "listen 80", .options = ""};
/// One worker at a time waits for connections: whoever has the mutex. The others ask for it again after a minute.
constexpr Listening in_turns{
    .label = "accept_mutex on", .options = "", .events = "accept_mutex on; accept_mutex_delay 60s;"};
constexpr Listening reuseport{.label = "listen 80 reuseport", .options = " reuseport", .own_sockets = true};

/// Every worker answers with its own process id.
inline std::string configuration(const Listening &how, unsigned workers)
{
    std::string text = "daemon off;\n user www-data;\n pid nginx.pid;\n";
    text += "worker_processes " + std::to_string(workers) + ";\n";
    text += "events { worker_connections 1024; " + std::string(how.events) + " }\n";
    text += "http {\n access_log off;\n";
    for (const auto *folder : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        text += std::string(folder) + "_temp_path bodies/" + folder + ";\n";
    return text + "server { listen " + how.net.any(80) + std::string(how.options) +
           "; location / { return 200 $pid; } }\n }\n";
}

class Nginx {
  public:
    /// With its workers, all that are to wait for connections waiting.
    Nginx(const Host &host, const Listening &how, unsigned workers = four, const std::string &name = "nginx")
        : daemon_(host.daemon(feature::nginx, name)), how_(how)
    {
        daemon_.has_folder("bodies", unprivileged);
        daemon_.has_file("nginx.conf", configuration(how, workers));
        master_ = daemon_.starts({"nginx", "-p", "/tmp/", "-e", "/tmp/errors", "-c", "/tmp/nginx.conf"});
        const bool one_at_a_time = how.label == in_turns.label;
        daemon_.listens(how.net, how.net.any(80), how.own_sockets ? workers : 1, one_at_a_time ? 1 : workers);
        daemon_.comes_to_have(workers, "worker process");
        (void)daemon_.sleeps(this->workers());
    }
    /// In the order in which they were started.
    [[nodiscard]] std::vector<pid_t> workers() const { return daemon_.processes("worker process"); }
    [[nodiscard]] std::vector<HeldSocket> sockets() const { return daemon_.sockets(how_.net, how_.net.any(80)); }
    [[nodiscard]] pid_t master() const { return master_; }
    [[nodiscard]] const Daemon &daemon() const { return daemon_; }

    void stops_working() const
    {
        for (const pid_t worker : workers())
            daemon_.signals(worker, SIGSTOP);
    }
    void goes_on() const
    {
        for (const pid_t worker : workers())
            daemon_.signals(worker, SIGCONT);
    }
    /// Reads its configuration anew, in which there are so many workers.
    void reloads(unsigned workers) const
    {
        daemon_.has_file("nginx.conf", configuration(how_, workers));
        daemon_.signals(master_, SIGHUP);
    }

  private:
    Daemon daemon_;
    Listening how_;
    pid_t master_ = 0;
};

} // namespace suites::nginx_scenes
