// The stage with real processes: what an actor does, and what happens when it fails us.

#include "stage/actor.hpp"
#include "house/places.hpp"

#include "house/scratch.hpp"
#include "house/troupe.hpp"
#include "stage/flows.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"
#include "stage/socket.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

#include <poll.h>
#include <unistd.h>

using namespace std::chrono_literals;
using stage::Actor;
using stage::Fault;

namespace {

/// A stage with one actor, "server". The troupe outlives the performance, as a session's does.
struct Scene {
    stage::Troupe troupe;
    std::shared_ptr<stage::Performance> performance = std::make_shared<stage::Performance>(troupe);
    Actor server{performance, "server", {}};

    explicit Scene(stage::Troupe with = house::ambient_troupe()) : troupe(std::move(with)) {}

    [[nodiscard]] std::string last_line() const { return performance->transcript().back().line.text(); }
};

template <typename Refusal = Fault, typename Deed> std::string fault_of(Deed deed)
{
    try {
        deed();
    } catch (const Refusal &reason) {
        return reason.what();
    }
    return "";
}

/// Actors that misbehave so (helpers/actor/lying.cpp).
stage::Troupe impostors(const std::string &lie)
{
    auto troupe = house::ambient_troupe();
    troupe.actor = house::places::lying_actor;
    troupe.actor_arguments = {"--lie", lie};
    return troupe;
}

bool is_running(pid_t process) { return kill(process, 0) == 0; }

constexpr auto short_patience = 200ms; // given up for lost after a second

/// What the kernel shows behind the process's name (proc(5)): its state, a letter, and its parent.
std::istringstream shown(pid_t process)
{
    const auto line = house::contents("/proc/" + std::to_string(process) + "/stat");
    const auto name_ends = line.rfind(") ");
    return std::istringstream(name_ends == std::string::npos ? "?" : line.substr(name_ends + 2));
}

/// Returns when the kernel shows the process in this state: an actor is no child of ours to wait for.
void await_state(pid_t process, char state)
{
    while (shown(process).get() != state)
        std::this_thread::yield();
}

/// Its input, output and error are three.
auto open_descriptors(pid_t process)
{
    using Folder = std::filesystem::directory_iterator;
    return std::distance(Folder("/proc/" + std::to_string(process) + "/fd"), Folder());
}

pid_t parent_of(pid_t process)
{
    char state = 0;
    pid_t parent = 0;
    shown(process) >> state >> parent;
    return parent;
}

void stop(pid_t process)
{
    kill(process, SIGSTOP);
    await_state(process, 'T');
}

} // namespace

TEST_CASE("An actor answers what it is asked and the transcript has it", "[stage]")
{
    const Scene scene;
    CHECK(scene.last_line() == "server born = ok");
    CHECK(scene.server.asked("socket", "s1", "tcp4").text == "ok");
    CHECK(scene.last_line() == "server socket s1 tcp4 = ok");
    CHECK(scene.server.asked("get", "s1", "SO_REUSEPORT").text == "0");
    CHECK(scene.server.asked("receive", "s1").text == "ENOTCONN");
}

TEST_CASE("A step the trial builds on must be answered with ok", "[stage]")
{
    const Scene scene;
    scene.server.does("socket", "s1", "tcp4");
    CHECK(fault_of<stage::Unmet>([&] { scene.server.does("get", "s1", "SO_REUSEADDR"); }) ==
          "server get s1 SO_REUSEADDR = 0, needed ok");
}

TEST_CASE("A step that makes no sense is a fault", "[stage]")
{
    const Scene scene;
    CHECK(fault_of([&] { (void)scene.server.asked("juggle", "s1"); }) ==
          "'server juggle s1' makes no sense: unknown verb 'juggle'");
    CHECK(fault_of([&] { (void)scene.server.asked("bind", "s1", "127.0.0.1:80"); }) ==
          "'server bind s1 127.0.0.1:80' makes no sense: no socket 's1' is open");
    CHECK(fault_of([&] { (void)scene.server.asked("bind", "s1"); }) ==
          "'server bind s1' makes no sense: usage: bind NAME ENDPOINT");
    scene.server.does("socket", "s1", "tcp4");
    CHECK(fault_of([&] {
              (void)scene.server.asked("bind", "s1", "localhost:80");
          }).starts_with("'server bind s1 localhost:80' makes no sense: not an endpoint: 'localhost:80'"));
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "'server socket s1 tcp4' makes no sense: socket 's1' is open already");
}

TEST_CASE("A step that cannot be said in one line is a fault and harms nobody", "[stage]")
{
    const Scene scene;
    for (const auto *word : {"", "two words", "two\nlines", "=", "&&", ";"}) {
        INFO(word);
        CHECK(fault_of([&] { (void)scene.server.asked("send", "s1", word); }).find("cannot be said") !=
              std::string::npos);
    }
    CHECK(scene.server.asked("socket", "s1", "tcp4").text == "ok");
}

TEST_CASE("An actor that has died is a fault with its name and the step", "[stage]")
{
    const Scene scene;
    kill(scene.server.id(), SIGKILL);
    await_state(scene.server.id(), 'Z');
    const auto fault = fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); });
    CHECK(fault.starts_with("actor server "));
    CHECK(fault.ends_with("asked 'server socket s1 tcp4'"));
    CHECK(scene.last_line() == "server socket s1 tcp4 = (no answer)");
}

TEST_CASE("An actor that dies in the middle of a step is a fault with its name and the step", "[stage]")
{
    const Scene scene(impostors("dies"));
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server has died, asked 'server socket s1 tcp4'");
    CHECK(scene.last_line() == "server socket s1 tcp4 = (no answer)");
}

TEST_CASE("An actor that dies in the middle of many steps is a fault that names them all", "[stage]")
{
    const Scene scene(impostors("dies"));
    CHECK(fault_of([&] { (void)stage::tcp(scene.server).reuse_addr().outcome(); }) ==
          "actor server has died, asked 'server socket s1 tcp4 && set s1 SO_REUSEADDR 1'");
    CHECK(scene.last_line() == "server set s1 SO_REUSEADDR 1 = (no answer)");
}

TEST_CASE("A step among many that makes no sense is a fault, and the others are answered", "[stage]")
{
    const Scene scene;
    CHECK(fault_of([&] {
              const auto odd = stage::tcp(scene.server).set("SO_NONSENSE", 1);
              (void)stage::tcp(scene.server).reuse_addr().outcome();
          }).starts_with("'server set s1 SO_NONSENSE 1' makes no sense"));
    CHECK(scene.last_line() == "server set s2 SO_REUSEADDR 1 = ok");
    CHECK(scene.server.asked("get", "s2", "SO_REUSEADDR").text == "1");
}

TEST_CASE("An actor that dies in the middle of an answer is a fault", "[stage]")
{
    const Scene scene(impostors("breaks-off"));
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server has died, asked 'server socket s1 tcp4'");
}

TEST_CASE("An actor that hangs is a fault before long", "[stage]")
{
    const Scene scene(house::ambient_troupe(short_patience));
    stop(scene.server.id());
    const auto begun = std::chrono::steady_clock::now();
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server said nothing for 1000 ms, asked 'server socket s1 tcp4'");
    CHECK(std::chrono::steady_clock::now() - begun >= 1s);
    CHECK(std::chrono::steady_clock::now() - begun < 30s);
}

TEST_CASE("An actor that hangs is a fault although signals keep coming", "[stage]")
{
    const Scene scene(house::ambient_troupe(short_patience));
    stop(scene.server.id());
    // Boost.Process has a handler for the news of a child, so they interrupt whoever waits.
    const std::jthread messenger([](const std::stop_token &done) {
        while (!done.stop_requested()) {
            kill(getpid(), SIGCHLD);
            poll(nullptr, 0, 10);
        }
    });
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server said nothing for 1000 ms, asked 'server socket s1 tcp4'");
}

TEST_CASE("A company that has died is a fault and the next actor has another one", "[stage]")
{
    const Scene scene;
    const auto company = parent_of(scene.server.id());
    REQUIRE(company > 1);
    REQUIRE(company != getpid());
    kill(company, SIGKILL);
    CHECK(fault_of([&] { Actor(scene.performance, "heir", {}); }) ==
          std::string(house::places::actor) + " bears no actors any more");
    const Actor heir(scene.performance, "heir", {});
    CHECK(heir.asked("socket", "s1", "tcp4").text == "ok");
    CHECK(parent_of(heir.id()) != company);
    // Its actors died with it.
    CHECK(!fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }).empty());
}

TEST_CASE("A birth that is asked for in too many words is refused", "[stage]")
{
    const Scene scene;
    const auto refusal = fault_of([&] { Actor(scene.performance, std::string(2000, 'x'), {}); });
    CHECK(refusal.starts_with("the company of actors said 'EMSGSIZE"));
}

TEST_CASE("An actor that answers another step is a fault", "[stage]")
{
    const Scene scene(impostors("answers-another"));
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server answered 'somebody else = ok', asked 'server socket s1 tcp4'");
}

TEST_CASE("An actor that answers nonsense is a fault", "[stage]")
{
    const Scene scene(impostors("talks-nonsense"));
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server answered 'nonsense', asked 'server socket s1 tcp4'");
}

TEST_CASE("A program that is no actor is a fault", "[stage]")
{
    for (const auto *program : {"/no/such/program", "/dev/null", "/bin/false"}) {
        INFO(program);
        auto troupe = house::ambient_troupe();
        troupe.actor = program;
        CHECK(fault_of([&] { Scene{troupe}; }) == std::string(program) + " bears no actors any more");
    }
}

TEST_CASE("An actor that could not be born is a fault that says why", "[stage]")
{
    const Scene scene;
    CHECK(fault_of([&] {
              Actor(scene.performance, "stray", {"--network", "/no/such/network"});
          }) == "actor stray was not born: ENOENT from open /no/such/network");
    CHECK(scene.last_line() == "stray born network:/no/such/network = ENOENT from open /no/such/network");
}

TEST_CASE("An actor that is told to die is gone and is asked nothing more", "[stage]")
{
    const Scene scene;
    const auto process = scene.server.id();
    REQUIRE(is_running(process));
    scene.server.dies();
    CHECK(!is_running(process));
    CHECK(scene.last_line() == "server dies SIGKILL = ok");
    CHECK(fault_of([&] { (void)scene.server.asked("socket", "s1", "tcp4"); }) ==
          "actor server is dead and was asked to socket");
    CHECK(fault_of([&] { scene.server.dies(); }) == "actor server is dead already");
}

TEST_CASE("An actor dies of the signal it is told", "[stage]")
{
    const Scene scene;
    scene.server.dies(SIGTERM);
    CHECK(scene.last_line() == "server dies SIGTERM = ok");
}

TEST_CASE("An actor that does not die of its signal is a fault", "[stage]")
{
    const Scene scene(house::ambient_troupe(short_patience));
    stop(scene.server.id());
    CHECK(fault_of([&] { scene.server.dies(SIGTERM); }) == "actor server did not end within 1000 ms of signal 15");
}

TEST_CASE("An actor leaves the stage with the last who knows it, and plays the next part", "[stage]")
{
    const Scene scene;
    pid_t process = 0;
    {
        const Actor holder(scene.performance, "holder", {});
        const Actor same = holder; // NOLINT(performance-unnecessary-copy-initialization): two who know it
        process = holder.id();
        CHECK(stage::tcp(holder).bind("127.0.0.1:8080").listen().outcome() == "ok");
        CHECK(stage::flows(holder, {.from = "127.0.0.1:20000", .count = 8, .to = "127.0.0.1:5000"})
                  .reach({stage::udp(scene.server).bind("127.0.0.1:5000")})
                  .receiver() == "server alone");
    }
    CHECK(open_descriptors(process) == 3);
    const Actor heir(scene.performance, "heir", {});
    CHECK(heir.id() == process);
    CHECK(house::contents("/proc/" + std::to_string(process) + "/comm") == "heir\n");
    CHECK(stage::tcp(heir).bind("127.0.0.1:8080").listen().outcome() == "ok");
}

TEST_CASE("Who has been in another network plays no part in the runner's own", "[stage]")
{
    const Scene scene;
    const auto elsewhere = {std::string("--network"), std::string("/proc/self/ns/net")};
    pid_t process = 0;
    try {
        process = Actor(scene.performance, "traveller", elsewhere).id();
    } catch (const Fault &reason) {
        SKIP(reason.what()); // entering a network takes a capability, even one's own
    }
    CHECK(Actor(scene.performance, "native", {}).id() != process);
    CHECK(Actor(scene.performance, "another", elsewhere).id() == process);
}

TEST_CASE("Who has done what marks a process ends with the last who knows it", "[stage]")
{
    const Scene scene;
    pid_t process = 0;
    {
        const Actor changeling(scene.performance, "changeling", {});
        process = changeling.id();
        changeling.does("seteuid", std::to_string(geteuid()));
    }
    CHECK(!is_running(process));
}

TEST_CASE("Who was asked in vain ends with the last who knows it", "[stage]")
{
    const Scene scene(house::ambient_troupe(short_patience));
    pid_t process = 0;
    {
        const Actor late(scene.performance, "late", {});
        process = late.id();
        stop(process);
        CHECK(!fault_of([&] { (void)late.asked("socket", "s1", "tcp4"); }).empty());
        kill(process, SIGCONT);
    }
    CHECK(!is_running(process));
}

TEST_CASE("A stopped actor ends with the last who knows it", "[stage]")
{
    pid_t process = 0;
    {
        const Scene scene(house::ambient_troupe(short_patience));
        process = scene.server.id();
        stop(process);
    }
    CHECK(!is_running(process));
}

TEST_CASE("An actor holds what it bound until it dies", "[stage]")
{
    const Scene scene;
    const Actor heir(scene.performance, "heir", {});
    const auto holder = stage::tcp(scene.server).bind("127.0.0.1:8080").listen();
    CHECK(holder.outcome() == "ok");
    CHECK(stage::tcp(heir).bind("127.0.0.1:8080").outcome() == "EADDRINUSE from bind");
    scene.server.dies();
    CHECK(stage::tcp(heir).bind("127.0.0.1:8080").listen().outcome() == "ok");
}

TEST_CASE("An actor that was refused something leaves with the last who holds it, as any other", "[stage]")
{
    const Scene scene;
    pid_t process = 0;
    {
        const Actor loser(scene.performance, "loser", {});
        process = loser.id();
        const auto holder = stage::tcp(scene.server).bind("127.0.0.1:8080");
        CHECK(stage::tcp(loser).bind("127.0.0.1:8080").outcome() == "EADDRINUSE from bind");
    }
    CHECK(open_descriptors(process) == 3);
    CHECK(scene.performance->refusals.size() == 1);
}
