#include "platform/attempt.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

using platform::Attempt;
using platform::attempt;

TEST_CASE("An attempt that works says so", "[platform]")
{
    const auto [worked, found] = attempt([](Attempt &mine) { mine.step("nothing at all", true); });
    CHECK(worked);
    CHECK(found == "tried, and it worked");
}

TEST_CASE("An attempt that is refused names the step and the errno", "[platform]")
{
    const auto [worked, found] = attempt([](Attempt &mine) {
        mine.step("getting up", true);
        errno = EPERM;
        mine.step("unshare(CLONE_NEWNET)", false);
        mine.step("what is not reached", true);
    });
    CHECK(!worked);
    CHECK(found == "unshare(CLONE_NEWNET): EPERM");
}

TEST_CASE("An attempt may die and harms nobody", "[platform]")
{
    const auto killed = attempt([](Attempt &) { raise(SIGKILL); });
    CHECK(!killed.worked);
    CHECK(killed.found == "the attempt died");

    const auto gone = attempt([](Attempt &) { _exit(3); });
    CHECK(!gone.worked);
    CHECK(gone.found == "the attempt died");
}

TEST_CASE("An attempt that throws does not run on as a second copy of us", "[platform]")
{
    const auto self = getpid();
    // Shared with the child: what a copy of us writes here is seen.
    auto *const ran_on =
        static_cast<bool *>(mmap(nullptr, sizeof(bool), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(ran_on != MAP_FAILED);
    platform::Attempted thrown;
    try {
        thrown = attempt([](Attempt &) { throw std::runtime_error("no reason at all"); });
    } catch (const std::runtime_error &) {
        *ran_on = true;
        if (getpid() != self) _exit(EXIT_FAILURE);
    }
    CHECK(!*ran_on);
    CHECK(!thrown.worked);
    CHECK(thrown.found == "the attempt died");
}

TEST_CASE("What an attempt changes is not changed here", "[platform]")
{
    const auto folder_is = [](const char *path) { return chdir(path) == 0; };
    REQUIRE(folder_is("/tmp"));
    CHECK(attempt([](Attempt &mine) { mine.step("chdir", chdir("/") == 0); }).worked);
    char here[64] = {};
    CHECK(std::string(getcwd(here, sizeof here)) == "/tmp");
}
