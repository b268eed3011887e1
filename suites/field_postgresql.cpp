// PostgreSQL itself on the guide's port: who listens there, and who accepts.

#include "field_scenes.hpp"

CHAPTER(field_postgresql, "field");

using namespace suites;
using namespace suites::field_scenes;

namespace {

constexpr std::size_t four = 4;
constexpr auto port = "0.0.0.0:5432";

/// A server with a database of its own, as small and as quickly made as it goes. It does not let itself be run by root.
class Postgres {
  public:
    Postgres(Trial &trial, const Host &host) : daemon_(host.daemon(feature::postgresql))
    {
        daemon_.has_folder("data", unprivileged);
        const auto made = daemon_.runs(
            {"initdb", "-D", "/tmp/data", "-A", "trust", "-N", "--no-instructions", "-E", "SQL_ASCII", "--locale=C"},
            unprivileged);
        trial.premise("its database is made", made).is("exit 0");
        postmaster_ = daemon_.starts({"postgres", "-D", "/tmp/data", "-h", "0.0.0.0", "-p", "5432", "-k", "/tmp", "-c",
                                      "fsync=off", "-c", "shared_buffers=1MB", "-c", "max_connections=20"},
                                     unprivileged);
        daemon_.listens(tcp4, port, 1);
        // A session may begin only when the database has been read.
        daemon_.comes_to_have(1, "logical replication launcher");
    }
    /// Sessions that go on for longer than any trial, each with its backend.
    void has_sessions(std::size_t count) const
    {
        for (std::size_t session = 0; session < count; ++session)
            daemon_.starts({"psql", "-h", "127.0.0.1", "-U", "www-data", "-c", "select/**/pg_sleep(600)", "postgres"},
                           unprivileged);
        daemon_.comes_to_have(count, backend);
    }
    void signals(const std::vector<pid_t> &processes, int signal) const
    {
        for (const pid_t process : processes)
            daemon_.signals(process, signal);
    }
    [[nodiscard]] std::vector<pid_t> backends() const { return daemon_.processes(backend); }
    [[nodiscard]] std::vector<HeldSocket> sockets() const { return daemon_.sockets(tcp4, port); }
    [[nodiscard]] pid_t postmaster() const { return postmaster_; }
    [[nodiscard]] const Daemon &daemon() const { return daemon_; }

  private:
    static constexpr auto backend = "postgres: www-data postgres 127.0.0.1";
    Daemon daemon_;
    pid_t postmaster_ = 0;
};

/// Who has descriptors of the listening sockets: "the postmaster alone", "every backend", or "others".
std::string holders(const Postgres &server)
{
    std::set<pid_t> all;
    for (const auto &socket : server.sockets())
        all.insert(socket.holders.begin(), socket.holders.end());
    if (all == std::set{server.postmaster()}) return "the postmaster alone";
    const auto backends = server.backends();
    return std::includes(all.begin(), all.end(), backends.begin(), backends.end()) ? "every backend" : "others";
}

/// Of the one connection that was made.
std::string fate(const std::string &waiting)
{
    return waiting == "0" ? "accepted" : waiting == "1" ? "waits" : waiting;
}

} // namespace

CLAIM("field.postgresql.sockets", "PostgreSQL: each of four backends has a listening socket of its own on port 5432.",
      "use.postgresql"_said)
{
    auto host = trial.host();
    const Postgres server(trial, host);
    trial.contrast("sockets on port 5432 before a client comes", in_words(server.sockets().size())).is("one");
    server.has_sessions(four);
    trial.expect("sockets on port 5432 while four backends serve", in_words(server.sockets().size())).is("four");
    trial.expect("who holds a socket there", holders(server)).is("every backend");
}

CLAIM("field.postgresql.accepts",
      "PostgreSQL: a connection to port 5432 is given to one of four backends that are there, and accepted by it.",
      "use.postgresql"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    const Postgres server(trial, host);
    server.has_sessions(four);
    const auto backends = server.backends();
    server.signals(backends, SIGSTOP);
    server.signals({server.postmaster()}, SIGSTOP);
    const auto session = tcp(client).connect("127.0.0.1:5432");
    trial.premise("it is connected", session).is(allowed);
    trial.contrast("while all of them are stopped", fate(host.waiting_at(port))).is("waits");
    server.signals(backends, SIGCONT);
    (void)server.daemon().sleeps(backends); // they have had their turn
    trial.expect("while the postmaster alone is stopped", fate(host.waiting_at(port))).is("accepted");
    server.signals({server.postmaster()}, SIGCONT);
    trial.premise("when the postmaster goes on", fate(host.comes_to_wait(0, port))).is("accepted");
}
