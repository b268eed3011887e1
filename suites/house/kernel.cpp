#include "platform/kernel.hpp"

#include <catch2/catch_test_macros.hpp>

using platform::Interval;
using platform::Kernel;
using platform::Stretch;

TEST_CASE("A kernel's version is read off its release", "[platform]")
{
    CHECK(Kernel::parse("6.1.0-37-amd64") == Kernel{6, 1, 0});
    CHECK(Kernel::parse("6.18.44-fc") == Kernel{6, 18, 44});
    CHECK(Kernel::parse("5.10.0") == Kernel{5, 10, 0});
    CHECK(Kernel::parse("6.1") == Kernel{6, 1, 0});
    CHECK(Kernel::parse("7.3-rc2") == Kernel{7, 3, 0});
    CHECK(Kernel::parse("6.1.") == Kernel{6, 1, 0});
    CHECK(Kernel::parse("6.1.x") == Kernel{6, 1, 0});
    CHECK(Kernel::parse("4.4.0 (gVisor)") == Kernel{4, 4, 0});
}

TEST_CASE("What does not begin like a version is none", "[platform]")
{
    for (const auto *text :
         {"", "6", "6.", ".1", "x6.1", "v6.1", " 6.1", "6 .1", "6..1", "-6.1", "6.-1", "99999999999.1", "generic"}) {
        INFO(text);
        CHECK(!Kernel::parse(text));
    }
    CHECK(Kernel::parse("6.1.-3") == Kernel{6, 1, 0});
}

TEST_CASE("A build that names the package's version knows better than the release", "[platform]")
{
    CHECK(Kernel::named_by("6.1.0-37-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)") ==
          Kernel{6, 1, 140});
    CHECK(Kernel::named_by("6.18.44-fc", "#1 SMP PREEMPT_DYNAMIC @0") == Kernel{6, 18, 44});
    CHECK(Kernel::named_by("6.1.0", "built by Debian people") == Kernel{6, 1, 0});
    CHECK(Kernel::named_by("nonsense", "") == Kernel{0, 0, 0});
}

TEST_CASE("Versions are ordered by number and not by letter", "[platform]")
{
    CHECK(Kernel{5, 10, 0} < Kernel{6, 1, 0});
    CHECK(Kernel{6, 9, 0} < Kernel{6, 10, 0});
    CHECK(Kernel{6, 1, 9} < Kernel{6, 1, 10});
    CHECK(Kernel{6, 1, 0}.text() == "6.1.0");
}

TEST_CASE("An interval begins with its first version and ends before its last", "[platform]")
{
    const Interval fixed{.since = Kernel{6, 1, 30}, .until = Kernel{6, 2, 0}};
    CHECK(!fixed.holds({6, 1, 29}));
    CHECK(fixed.holds({6, 1, 30}));
    CHECK(fixed.holds({6, 1, 999}));
    CHECK(!fixed.holds({6, 2, 0}));

    const Interval since{.since = Kernel{6, 9, 0}};
    CHECK(!since.holds({6, 8, 999}));
    CHECK(since.holds({6, 9, 0}));
    CHECK(since.holds({99, 0, 0}));

    const Interval before{.until = Kernel{6, 9, 0}};
    CHECK(before.holds({0, 0, 0}));
    CHECK(!before.holds({6, 9, 0}));

    CHECK(Interval{}.holds({0, 0, 0}));
    const Interval empty{.since = Kernel{6, 1, 0}, .until = Kernel{6, 1, 0}};
    CHECK(!empty.holds({6, 1, 0}));
}

TEST_CASE("A stretch follows each stable branch by its patch level", "[platform]")
{
    // Changed in 6.9, and by backport in 6.1.30 and 6.6.4: the branches between them never got it.
    const Stretch changed{{{.since = Kernel{6, 1, 30}, .until = Kernel{6, 2, 0}},
                           {.since = Kernel{6, 6, 4}, .until = Kernel{6, 7, 0}},
                           {.since = Kernel{6, 9, 0}}}};
    for (const auto &with : {Kernel{6, 1, 30}, Kernel{6, 1, 140}, Kernel{6, 6, 4}, Kernel{6, 9, 0}, Kernel{7, 3, 0}}) {
        INFO(with.text());
        CHECK(changed.holds(with));
    }
    for (const auto &without : {Kernel{5, 10, 0}, Kernel{6, 1, 29}, Kernel{6, 2, 0}, Kernel{6, 5, 13}, Kernel{6, 6, 3},
                                Kernel{6, 7, 0}, Kernel{6, 8, 12}}) {
        INFO(without.text());
        CHECK(!changed.holds(without));
    }
    CHECK(changed.text() == "6.1.30 until 6.2.0; 6.6.4 until 6.7.0; since 6.9.0");
}

TEST_CASE("A stretch without intervals is every version", "[platform]")
{
    CHECK(Stretch{}.holds({0, 0, 0}));
    CHECK(Stretch{}.holds({7, 3, 1}));
    CHECK(Stretch{}.text() == "every version");
    CHECK(Stretch{{Interval{}}}.text() == "every version");
    CHECK(Stretch{{{.until = Kernel{6, 9, 0}}}}.text() == "before 6.9.0");
}
