// Who must set SO_REUSEPORT, and when.

#include "claim.hpp"

#include <array>

CHAPTER(option_order, "workers");

using namespace suites;

namespace {

constexpr std::array names{"first", "second", "third"};
constexpr unsigned source = 20000;
constexpr unsigned enough_for_each_of_two = 32; // chance gives all of them to one of two once in 10^9 trials

/// A port for each question, and one of its own for each version of IP.
unsigned port(const Transport &net, unsigned question)
{
    return (net.stream ? 8080 : 5000) + (net.six ? 100 : 0) + question;
}

std::vector<Actor> actors(const Host &host)
{
    std::vector<Actor> made;
    for (const auto *name : names)
        made.push_back(host.actor(name));
    return made;
}

/// Makes a TCP socket listen; a UDP socket receives as it is.
Socket ready(const Socket &socket) { return socket.transport().stream ? socket.listen() : socket; }

/// Each binds the port in turn, with the option but for the one at that place: who comes to hold it.
std::string holders(const std::vector<Actor> &actors, const Transport &net, unsigned at, std::size_t without)
{
    std::vector<std::string> some;
    for (std::size_t place = 0; place < actors.size(); ++place) {
        if (socket(actors[place], net).reuse_port(place != without).bind(net.any(at)).outcome() == "ok") {
            some.push_back(actors[place].name());
        }
    }
    if (some.size() == 1) return some.front() + " alone";
    if (some.size() == 2) return some.front() + " and " + some.back();
    return some.empty() ? "nobody" : "all three";
}

/// Who receives of those that hold the port now.
Seen receivers(const Actor &client, const Transport &net, unsigned at, const Socket &holder, const Socket &newcomer)
{
    std::vector<Socket> standing{holder};
    if (newcomer.outcome() == "ok") standing.push_back(newcomer);
    const auto reached =
        flows(client, {.from = net.loopback(source), .count = enough_for_each_of_two, .to = net.loopback(at)})
            .reach(standing);
    return received(reached.outcome(), reached.counts());
}

} // namespace

CLAIM("reuseport.all-must-set",
      "Several sockets bind one port with SO_REUSEPORT only if all of them set it: one that lacks it is refused, and "
      "when the first lacks it all others are.",
      "tcp.rp-all-must-set"_said)
{
    auto host = trial.host();
    auto three = actors(host);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        trial.contrast("who holds the port when all set it", holders(three, net, port(net, 0), three.size()))
            .is("all three");
        trial.expect("when the first lacks it", holders(three, net, port(net, 1), 0)).is("first alone");
        trial.expect("when the second lacks it", holders(three, net, port(net, 2), 1)).is("first and third");
        trial.expect("when the third lacks it", holders(three, net, port(net, 3), 2)).is("first and second");
    }
}

CLAIM("reuseport.set-before-bind.holder",
      "The holder of a port must have set SO_REUSEPORT before bind: set afterwards, it lets nobody join.",
      "tcp.rp-before-bind"_said, "tcp.rp-all-must-set"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto three = actors(host);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto in_time = ready(socket(three[0], net).reuse_port().bind(net.any(port(net, 0))));
        const auto joined = ready(socket(three[1], net).reuse_port().bind(net.any(port(net, 0))));
        trial.contrast("a newcomer when the holder set it before bind", joined).is(allowed);
        const auto late = socket(three[0], net).bind(net.any(port(net, 1))).reuse_port();
        const auto newcomer = socket(three[1], net).reuse_port().bind(net.any(port(net, 1)));
        trial.expect("a newcomer when the holder set it after bind", newcomer).is(bind_denied(EADDRINUSE));
        (void)ready(late);
        if (newcomer.outcome() == "ok") (void)ready(newcomer);
        trial
            .contrast("who receives when the holder set it before bind",
                      receivers(client, net, port(net, 0), in_time, joined))
            .is("first and second");
        trial
            .expect("who receives when the holder set it after bind",
                    receivers(client, net, port(net, 1), late, newcomer))
            .is("first alone");
    }
}

CLAIM("reuseport.set-before-bind.listening-holder",
      "The holder of a port must have set SO_REUSEPORT before bind: set when it listens already, it lets nobody join.",
      "tcp.rp-before-bind"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto three = actors(host);
    for (const auto &net : trial.over(tcp4, tcp6)) {
        const auto in_time = ready(socket(three[0], net).reuse_port().bind(net.any(port(net, 0))));
        const auto joined = ready(socket(three[1], net).reuse_port().bind(net.any(port(net, 0))));
        trial.contrast("a newcomer when the holder set it before bind", joined).is(allowed);
        const auto late = socket(three[0], net).bind(net.any(port(net, 1))).listen().reuse_port();
        const auto newcomer = socket(three[1], net).reuse_port().bind(net.any(port(net, 1))).listen();
        trial.expect("a newcomer when the holder set it after listen", newcomer).is(bind_denied(EADDRINUSE));
        trial
            .contrast("who receives when the holder set it before bind",
                      receivers(client, net, port(net, 0), in_time, joined))
            .is("first and second");
        trial
            .expect("who receives when the holder set it after listen",
                    receivers(client, net, port(net, 1), late, newcomer))
            .is("first alone");
    }
}

CLAIM(
    "reuseport.set-before-bind.everybody",
    "Sockets that came to one port by SO_REUSEADDR and set SO_REUSEPORT only then share nothing: one of them receives "
    "everything.",
    "tcp.rp-before-bind"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto three = actors(host);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto in_time = ready(socket(three[0], net).reuse_port().bind(net.any(port(net, 0))));
        const auto joined = ready(socket(three[1], net).reuse_port().bind(net.any(port(net, 0))));
        trial
            .contrast("who receives when it was set before bind", receivers(client, net, port(net, 0), in_time, joined))
            .is("first and second");
        const auto first = socket(three[0], net).reuse_addr().bind(net.any(port(net, 1)));
        const auto second = socket(three[1], net).reuse_addr().bind(net.any(port(net, 1)));
        (void)ready(first.reuse_port());
        (void)ready(second.reuse_port());
        trial.expect("who receives when both set it after bind", receivers(client, net, port(net, 1), first, second))
            .is(any_of({"first alone", "second alone"}));
    }
}

CLAIM("reuseport.cleared-after-bind",
      "It is bind at which SO_REUSEPORT counts: a socket that clears it afterwards shares its port all the same.",
      "tcp.rp-before-bind"_said)
{
    auto host = trial.host();
    auto client = host.actor("client");
    auto three = actors(host);
    for (const auto &net : trial.over(tcp4, tcp6, udp4, udp6)) {
        const auto never = ready(socket(three[0], net).bind(net.any(port(net, 0))));
        never.must_stand();
        trial
            .contrast("a newcomer when the holder never set it",
                      socket(three[1], net).reuse_port().bind(net.any(port(net, 0))))
            .is(bind_denied(EADDRINUSE));
        const auto cleared = ready(socket(three[0], net).reuse_port().bind(net.any(port(net, 1)))).reuse_port(false);
        const auto newcomer = socket(three[1], net).reuse_port().bind(net.any(port(net, 1)));
        trial.expect("a newcomer when the holder cleared it after bind", newcomer).is(allowed);
        if (newcomer.outcome() == "ok") (void)ready(newcomer);
        trial.expect("who receives then", receivers(client, net, port(net, 1), cleared, newcomer))
            .is("first and second");
    }
}
