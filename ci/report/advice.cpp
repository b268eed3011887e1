#include "report/advice.hpp"

#include "report/group.hpp"

#include <algorithm>

namespace report {

std::span<const Goal> goals()
{
    static const std::vector<Goal> all{
        {.id = "restart",
         .says = "I restart in place",
         .measures = {{.set = "Set SO_REUSEADDR before bind, in the old server and in the new one",
                       .claims = {"tcp.restart.reuseaddr", "tcp.restart.after-crash", "tcp.restart.again-and-again",
                                  "tcp.restart.addresses"}},
                      {.set = "Set SO_REUSEADDR in the new server alone",
                       .claims = {"tcp.restart.reuseaddr-on-heir-alone"}},
                      {.set = "Set SO_REUSEPORT in both instead", .claims = {"tcp.restart.reuseport"}},
                      {.set = "Set nothing, and wait for the old connections to go",
                       .claims = {"tcp.restart.plain-must-wait", "tcp.time-wait.one-to-four-minutes"}},
                      {.set = "Count on no client noticing", .claims = {"tcp.restart.zero-downtime"}},
                      {.set = "Restart a UDP server at once", .claims = {"udp.restart.at-once"}}}},
        {.id = "workers",
         .says = "I run N workers",
         .measures = {{.set = "Give each worker a listening socket of its own with SO_REUSEPORT",
                       .claims = {"web-workers.own-sockets", "tcp.balance.each-binds", "tcp.balance.even"}},
                      {.set = "Count on a queue of its own for each worker",
                       .claims = {"tcp.queues.own", "tcp.queues.backlogs", "tcp.queues.own-lock"}},
                      {.set = "Count on a busy worker's connections going to an idle one",
                       .claims = {"tcp.queues.full-beside-empty", "tcp.queues.stalled.gain"}},
                      {.set = "Stop one worker while the others go on",
                       .claims = {"rolling.update.waiting-connections", "rolling.update.half-open"}},
                      {.set = "Stop one worker with net.ipv4.tcp_migrate_req set",
                       .claims = {"rolling.update.waiting-connections.migrated", "rolling.update.half-open.migrated"}},
                      {.set = "Share one listening socket, with epoll, among the workers",
                       .claims = {"tcp.herd.one-listener.epoll-exclusive", "web-workers.sockets-of-the-master"}},
                      {.set = "Spread datagrams over workers with SO_REUSEPORT",
                       .claims = {"udp.balance.even", "udp.balance.workers", "udp.queues.fourfold"}}}},
        {.id = "affinity",
         .says = "I want session affinity",
         .measures = {{.set = "Take SO_REUSEPORT for it: the same client address reaches the same worker",
                       .claims = {"tcp.balance.same-client", "udp.balance.same-source.new-port"}},
                      {.set = "Take it for one connection, or one source port of a client",
                       .claims = {"tcp.balance.same-tuple", "udp.balance.same-source"}},
                      {.set = "Add a worker while clients are served",
                       .claims = {"tcp.balance.joining", "udp.balance.affinity-kept.joining"}},
                      {.set = "Restart a worker while clients are served",
                       .claims = {"udp.balance.affinity-kept.restarting", "tcp.balance.leaving.middle"}},
                      {.set = "Let a worker connect one of the sockets",
                       .claims = {"udp.balance.affinity-kept.connecting"}}}},
        {.id = "users",
         .says = "I share a port between users",
         .measures = {{.set = "Give all sharers one effective user id when they bind",
                       .claims = {"ownership.same-uid", "ownership.effective-uid"}},
                      {.set = "Count on other users being kept out by SO_REUSEPORT",
                       .claims = {"hijack.protect.reuseport-other-uid", "ownership.hijack.server-first",
                                  "ownership.guide-example.as-it-stands"}},
                      {.set = "Count on other users being kept out although SO_REUSEADDR is set",
                       .claims = {"hijack.protect.other-uid-reuseaddr"}},
                      {.set = "Set both options on a listening TCP socket",
                       .claims = {"ownership.golden-rule.server-listens", "ownership.golden-rule.attacker-listens"}},
                      {.set = "Set both options on a UDP socket",
                       .claims = {"ownership.golden-rule.datagrams.server-first",
                                  "ownership.golden-rule.datagrams.attacker-first"}},
                      {.set = "Bind a specific address, to be safe from a wildcard",
                       .claims = {"hijack.protect.specific-address-tcp", "hijack.protect.specific-address-udp"}},
                      {.set = "Use a port below 1024",
                       .claims = {"port-access.refused", "port-access.attacker-joins"}}}},
        {.id = "multicast",
         .says = "I receive multicast",
         .measures = {{.set = "Set SO_REUSEADDR in every receiver, bind the port, join the group",
                       .claims = {"multicast.all-receive", "multicast.recipe", "multicast.proper-use"}},
                      {.set = "Join with INADDR_ANY for the interface", .claims = {"multicast.recipe.any-interface"}},
                      {.set = "Count on receiving nothing before joining",
                       .claims = {"multicast.recipe.join-needed", "multicast.recipe.join-needed.members-only"}},
                      {.set = "Set SO_REUSEPORT, to have each datagram once",
                       .claims = {"multicast.reuseport.no-duplicates"}},
                      {.set = "Receive as several users", .claims = {"multicast.several-users"}}}},
    };
    return all;
}

std::string_view name(Word word)
{
    switch (word) {
    case Word::works: return "works here";
    case Word::in_part: return "works in part";
    case Word::does_not: return "does not work here";
    case Word::unknown: break;
    }
    return "not observed here";
}

bool Advised::operator==(const Advised &other) const
{
    return measure == other.measure && word == other.word &&
           std::equal(because.begin(), because.end(), other.because.begin(), other.because.end(),
                      [](const auto &one, const auto &two) {
                          return one.first == two.first && one.second->outcome == two.second->outcome &&
                                 one.second->seen == two.second->seen && one.second->because == two.second->because;
                      });
}

std::vector<Advised> advise(const Gathered &gathered, const Goal &goal, std::size_t platform)
{
    std::vector<Advised> all;
    for (const auto &measure : goal.measures) {
        Advised advised;
        advised.measure = &measure;
        std::size_t judged = 0;
        std::size_t hold = 0;
        for (const auto id : measure.claims) {
            const auto *claim = gathered.claim(std::string(id));
            if (claim == nullptr || !claim->cells[platform]) continue;
            const auto &cell = *claim->cells[platform];
            advised.because.emplace_back(claim, &cell);
            if (!is_verdict(cell.outcome)) continue;
            ++judged;
            hold += cell.outcome == Outcome::pass ? 1 : 0;
        }
        if (judged > 0) {
            advised.word = hold == judged ? Word::works : hold == 0 ? Word::does_not : Word::in_part;
        }
        all.push_back(std::move(advised));
    }
    return all;
}

} // namespace report
