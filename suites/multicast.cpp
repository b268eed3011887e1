// One datagram for everybody: who receives what is sent to a multicast group, or to all by broadcast.

#include "multicast_scenes.hpp"

#include "words/feature.hpp"

CHAPTER(multicast, "multicast");

using namespace suites;
using namespace suites::multicast_scenes;

CLAIM("multicast.all-receive",
      "With SO_REUSEADDR three processes bind one port and join one group, and every one of them receives every "
      "datagram that is sent to the group.",
      "udp.mc-all-receive"_said, "guide.multicast"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto all = members(processes, net, reuse_addr, net.any(video(net)));
        trial.contrast("a process without the option", socket(sender, net).bind(net.any(video(net))))
            .is(bind_denied(EADDRINUSE));
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        trial.expect("who receives what is sent to the group", copies(stream.reach(all)))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.all-receive.sixteen",
      "With SO_REUSEADDR sixteen members, bound to the wildcard address or to the group's, receive every datagram that "
      "is sent to the group, every one of them once.",
      "udp.mc-all-receive"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        // Beyond ten sockets on a port the kernel looks for members in another table, by address
        // (net/ipv4/udp.c, __udp4_lib_mcast_deliver(); net/ipv6/udp.c, __udp6_lib_mcast_deliver()).
        std::vector<Socket> sixteen;
        sixteen.reserve(16);
        for (unsigned number = 0; number < 16; ++number) {
            const auto at = number % 2 == 0 ? net.any(video(net)) : group_at(net, video(net));
            const auto &process = processes[number % processes.size()];
            sixteen.push_back(socket(process, net).reuse_addr().bind(at).join(group(net), "lo"));
        }
        const auto to_group = flows(sender, stream_to(group_at(net, video(net)), net));
        const auto to_host = flows(sender, stream_to(net.loopback(video(net)), net));
        trial.contrast("what becomes of datagrams to the host", to_host.reach(sixteen).accounted())
            .is("each arrived once");
        trial.expect("who receives what is sent to the group", copies(to_group.reach(sixteen)))
            .is("each arrived once at every one");
    }
}

CLAIM(
    "multicast.all-receive.both-options",
    "With both options set, as the golden rule has it for every UDP server, each member still receives every datagram "
    "that is sent to the group.",
    "udp.mc-all-receive"_said, "both.golden-rule"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto all = members(processes, net, both_options, net.any(video(net)));
        const auto to_group = flows(sender, stream_to(group_at(net, video(net)), net));
        // Fair dice choose the same of three 32 times in a row once in 10^14 trials.
        const auto to_host = flows(sender, {.from = net.loopback(40001), .count = 32, .to = net.loopback(video(net))});
        trial.contrast("how many receive what is sent to an address", how_many(to_host.reach(all))).is("several");
        trial.expect("who receives what is sent to the group", copies(to_group.reach(all)))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.all-receive.from-another-host",
      "With SO_REUSEADDR every member on a host receives every datagram that another host sends to the group, though "
      "the wire carries each but once.",
      "udp.mc-all-receive"_said)
{
    auto studio = trial.host("studio");
    auto home = trial.host("home");
    studio.linked_to(home, "10.0.0.1/24", "10.0.0.2/24");
    auto sender = studio.actor("sender");
    const auto processes = actors(home, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        if (net.six) studio.has_own_address(net); // IPv6 has a route to all groups by way of the cable
        const auto from = net.six ? net.own(40001) : "10.0.0.1:40001";
        const auto all = sharers(processes, net, reuse_addr, net.any(video(net)));
        const auto to_group = flows(sender, {.from = from, .count = 16, .to = group_at(net, video(net))});
        trial.contrast("who receives it before anybody has joined", copies(to_group.reach(all))).is("nobody");
        for (const auto &one : all)
            one.join(group(net), "cable").must_stand();
        trial.expect("who receives what is sent to the group", copies(to_group.reach(all)))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.all-receive.member-leaves",
      "When one member leaves the group, and another is killed, every datagram still reaches each of the others.",
      "udp.mc-all-receive"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        auto archive = host.actor("archive");
        auto all = members(processes, net, reuse_addr, net.any(video(net)));
        all.push_back(members({archive}, net, reuse_addr, net.any(video(net))).front());
        for (const auto &one : all)
            for_members_only(one).must_stand();
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        all[0].leave(group(net), "lo").must_stand();
        trial.expect("who receives when the monitor has left", copies(stream.reach(all)))
            .is("each arrived once at logger, analyzer and archive");
        archive.dies();
        all.pop_back();
        trial.expect("who receives when the archive was killed", copies(stream.reach(all)))
            .is("each arrived once at logger and analyzer");
        all[1].leave(group(net), "lo").must_stand();
        all[2].leave(group(net), "lo").must_stand();
        trial.contrast("who receives when the others have left too", copies(stream.reach(all))).is("nobody");
    }
}

CLAIM("multicast.proper-use",
      "Multicast is what SO_REUSEADDR is good for on a UDP port: of unicast datagrams one process gets all, of those "
      "sent to the group each process gets every one.",
      "udp.mc-proper-use"_said, "cmp.ra-multicast"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        auto all = members(processes, net, reuse_addr, net.any(video(net)));
        const auto to_group = flows(sender, stream_to(group_at(net, video(net)), net));
        const auto to_host = flows(sender, stream_to(net.loopback(video(net)), net));
        trial.contrast("who receives what is sent to an address", copies(to_host.reach(all)))
            .is("each arrived once at analyzer");
        trial.expect("who receives what is sent to the group", copies(to_group.reach(all)))
            .is("each arrived once at every one");
        all.back().close();
        all.pop_back();
        trial.contrast("who receives from the address when that process is gone", copies(to_host.reach(all)))
            .is("each arrived once at logger");
        trial.expect("who receives from the group then", copies(to_group.reach(all)))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.several-users",
      "A multicast application takes SO_REUSEADDR rather than SO_REUSEPORT: processes of different users receive one "
      "stream.",
      "guide.multicast"_said, "cmp.ra-multicast"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    auto monitor = host.actor("monitor", uid(1000));
    auto logger = host.actor("logger", uid(1001));
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto joins = [&](const Actor &process, const Sharing &options, unsigned port) {
            return socket(process, net).sharing(options).bind(net.any(port)).join(group(net), "lo");
        };
        joins(monitor, reuse_port, video(net) + 1).must_stand();
        trial.contrast("another user's process with SO_REUSEPORT", joins(logger, reuse_port, video(net) + 1))
            .is(bind_denied(EADDRINUSE));
        const auto first = joins(monitor, reuse_addr, video(net));
        const auto second = joins(logger, reuse_addr, video(net));
        trial.expect("another user's process with SO_REUSEADDR", second).is(allowed);
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        trial.expect("who receives what is sent to the group", copies(stream.reach({first, second})))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.reuseport.no-duplicates",
      "With SO_REUSEPORT no datagram is duplicated, not even one that is sent to a group: one of the members gets it, "
      "so that SO_REUSEADDR is the option for multicast.",
      "udp.rp-no-duplicates"_said, "udp.mc-proper-use"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        auto port = video(net);
        const auto what_becomes = [&](const std::vector<Socket> &all, const std::string &to) {
            return flows(sender, stream_to(to, net)).reach(all).accounted();
        };
        const auto others = members(processes, net, reuse_addr, net.any(port));
        trial
            .contrast("what becomes of datagrams to the group with SO_REUSEADDR",
                      what_becomes(others, group_at(net, port)))
            .is("16 arrived more than once");
        for (const auto &options : trial.over(reuse_port, both_options)) {
            const auto all = members(processes, net, options, net.any(++port));
            trial.expect("what becomes of datagrams to an address", what_becomes(all, net.loopback(port)))
                .is("each arrived once");
            trial.expect("what becomes of datagrams to the group", what_becomes(all, group_at(net, port)))
                .is("each arrived once");
        }
    }
}

CLAIM(
    "multicast.reuseport.no-duplicates.broadcast",
    "With SO_REUSEPORT no datagram is duplicated, not even one that is sent to all by broadcast: one of the processes "
    "gets it.",
    "udp.rp-no-duplicates"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    const auto what_becomes = [&](const std::vector<Socket> &all, const std::string &to) {
        return flows(sender, stream_to(to, udp4)).reach(all).accounted();
    };
    const auto others = sharers(processes, udp4, reuse_addr, "0.0.0.0:5000");
    trial.contrast("what becomes of them with SO_REUSEADDR", what_becomes(others, "127.255.255.255:5000"))
        .is("16 arrived more than once");
    unsigned port = 5000;
    for (const auto &options : trial.over(reuse_port, both_options)) {
        const auto all = sharers(processes, udp4, options, udp4.any(++port));
        const auto at = ":" + std::to_string(port);
        trial.expect("what becomes of datagrams to 127.255.255.255", what_becomes(all, "127.255.255.255" + at))
            .is("each arrived once");
        trial.expect("what becomes of datagrams to 255.255.255.255", what_becomes(all, "255.255.255.255" + at))
            .is("each arrived once");
    }
}

CLAIM("multicast.recipe",
      "Setting SO_REUSEADDR, binding 0.0.0.0:5000 and joining 239.1.1.1 with the interface INADDR_ANY makes each "
      "process that does so receive what is sent to the group at that port.",
      "udp.mc-recipe"_said, "guide.multicast"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    auto elsewhere = trial.host("other-host").actor("elsewhere");
    for (const auto &net : trial.over(udp4, udp6)) {
        host.has_local_route(group(net) + (net.six ? "/128" : "/32"));
        const auto follows_the_recipe = [&](const Actor &process) {
            return socket(process, net).reuse_addr().bind(net.any(video(net))).join(group(net), "any");
        };
        trial.contrast("a process on a host that has no route to the group", follows_the_recipe(elsewhere))
            .is("ENODEV from setsockopt(" + std::string(net.six ? "IPV6_JOIN_GROUP" : "IP_ADD_MEMBERSHIP") + ")");
        std::vector<Socket> all;
        all.reserve(processes.size());
        for (const auto &process : processes) {
            all.push_back(follows_the_recipe(process));
            trial.expect("the " + process.name(), all.back()).is(allowed);
        }
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        trial.expect("who receives what is sent to the group", copies(stream.reach(all)))
            .is("each arrived once at every one");
    }
}

CLAIM("multicast.recipe.any-interface",
      "Joining with the interface INADDR_ANY, as in the recipe, makes a process receive what is sent to the group on "
      "any interface of its host.",
      "udp.mc-recipe"_said)
{
    auto studio = trial.host("studio");
    auto home = trial.host("home");
    studio.linked_to(home, "10.0.0.1/24", "10.0.0.2/24");
    home.has_local_route("239.1.1.1/32"); // the way to the group is loopback, not the cable
    const auto all = sharers(actors(home, three), udp4, reuse_addr, "0.0.0.0:5000");
    for (const auto &one : all)
        one.join("239.1.1.1", "any").must_stand();
    const auto by_loopback = flows(home.actor("neighbour"), stream_to("239.1.1.1:5000", udp4));
    const FlowPlan stream{.from = "10.0.0.1:40001", .count = 16, .to = "239.1.1.1:5000"};
    const auto by_cable = flows(studio.actor("sender"), stream);
    trial.expect("who receives what comes by the interface of the route", copies(by_loopback.reach(all)))
        .is("each arrived once at every one");
    trial.expect("who receives what comes by another interface", copies(by_cable.reach(all)))
        .is("each arrived once at every one");
    for (const auto &one : all)
        one.leave("239.1.1.1", "any").must_stand();
    trial.contrast("who receives when they have left", copies(by_loopback.reach(all))).is("nobody");
}

CLAIM("multicast.recipe.wildcard",
      "A member that binds the wildcard address, as in the recipe, receives what is sent to the group; so does one "
      "that binds the group's address, but not one that binds an address of the host.",
      "udp.mc-recipe"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, three);
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto port = video(net);
        const auto joins = [&](const Actor &process, const std::string &endpoint) {
            return members({process}, net, reuse_addr, endpoint).front();
        };
        const auto at_group = joins(processes[0], group_at(net, port));
        const auto at_wildcard = joins(processes[1], net.any(port));
        const auto at_host = joins(processes[2], net.loopback(port));
        const auto to_host = flows(sender, stream_to(net.loopback(port), net));
        const auto to_group = flows(sender, stream_to(group_at(net, port), net));
        trial.contrast("who receives what is sent to the host", copies(to_host.reach({at_group, at_wildcard, at_host})))
            .is("each arrived once at analyzer");
        trial.expect("who receives what is sent to the group", copies(to_group.reach({at_group, at_wildcard, at_host})))
            .is("each arrived once at monitor and logger");
        at_host.close();
        trial
            .contrast("who receives what is sent to the host when the analyzer has closed",
                      copies(to_host.reach({at_group, at_wildcard})))
            .is("each arrived once at logger");
    }
}

CLAIM("multicast.recipe.join-needed",
      "Joining the group is what makes a process receive: one that shares the port with members, and has not joined "
      "itself, receives nothing that is sent to the group.",
      "udp.mc-recipe"_said, "udp.mc-all-receive"_said)
{
    trial.needs(words::feature::private_hosts); // elsewhere somebody else may be a member
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, {"monitor", "logger", "outsider"});
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        const auto all = sharers(processes, net, reuse_addr, net.any(video(net)));
        trial.contrast("who receives while nobody is a member", copies(stream.reach(all))).is("nobody");
        all[0].join(group(net), "lo").must_stand();
        all[1].join(group(net), "lo").must_stand();
        trial.expect("who receives when monitor and logger have joined", copies(stream.reach(all)))
            .is("each arrived once at monitor and logger");
    }
}

CLAIM("multicast.recipe.join-needed.members-only",
      "Joining the group is what makes a process receive, where the sockets are set to get the groups they joined and "
      "no others (IP_MULTICAST_ALL off).",
      "udp.mc-recipe"_said, "udp.mc-all-receive"_said)
{
    auto host = trial.host();
    auto sender = host.actor("sender");
    const auto processes = actors(host, {"monitor", "logger", "outsider"});
    for (const auto &net : trial.over(udp4, udp6)) {
        carries_the_group(host, net);
        const auto stream = flows(sender, stream_to(group_at(net, video(net)), net));
        const auto all = sharers(processes, net, reuse_addr, net.any(video(net)));
        for (const auto &one : all)
            for_members_only(one).must_stand();
        all[0].join(group(net), "lo").must_stand();
        all[1].join(group(net), "lo").must_stand();
        trial.expect("who receives when monitor and logger have joined", copies(stream.reach(all)))
            .is("each arrived once at monitor and logger");
        all[2].join(group(net), "lo").must_stand();
        trial.contrast("who receives when the third has joined too", copies(stream.reach(all)))
            .is("each arrived once at every one");
    }
}
