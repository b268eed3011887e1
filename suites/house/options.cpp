#include "session/options.hpp"

#include "session/status.hpp"

#include <catch2/catch_test_macros.hpp>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using suites::session::Deed;
using suites::session::Read;
using suites::session::read_options;

namespace {

/// What was printed while it lived, instead of on the terminal.
class Overheard {
  public:
    explicit Overheard(std::ostream &stream) : stream_(stream), before_(stream.rdbuf(heard_.rdbuf())) {}
    ~Overheard() { stream_.rdbuf(before_); }
    Overheard(const Overheard &) = delete;
    Overheard &operator=(const Overheard &) = delete;
    [[nodiscard]] std::string text() const { return heard_.str(); }

  private:
    std::ostream &stream_;
    std::ostringstream heard_;
    std::streambuf *before_;
};

struct Told {
    Read read;
    std::string out, err;
};

Told told(std::vector<std::string> words)
{
    words.insert(words.begin(), "claims");
    std::vector<char *> arguments;
    for (auto &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const Overheard out(std::cout);
    const Overheard err(std::cerr);
    auto read = read_options(static_cast<int>(words.size()), arguments.data());
    return {.read = std::move(read), .out = out.text(), .err = err.text()};
}

} // namespace

TEST_CASE("No options run everything once", "[session]")
{
    const auto options = told({}).read.options.value();
    CHECK(options.deed == Deed::run);
    CHECK(options.wanted.empty());
    CHECK(options.repeat == 1);
    CHECK(options.timeout_factor == 1);
    CHECK(!options.output);
    CHECK(!options.strict);
}

TEST_CASE("Options are read as they are written", "[session]")
{
    const auto options = told({"udp.*", "--seed", "18446744073709551615", "--repeat=100", "--timeout-factor", "0.5",
                               "--output", "results", "--strict", "hijack", "--quiet", "--waits", "--ambient"})
                             .read.options.value();
    CHECK(options.wanted == std::vector<std::string>{"udp.*", "hijack"});
    CHECK(options.seed == 18446744073709551615U);
    CHECK(options.repeat == 100);
    CHECK(options.timeout_factor == 0.5);
    CHECK(options.output == "results");
    CHECK(options.strict);
    CHECK(options.quiet);
    CHECK(options.waits);
    CHECK(options.ambient);
}

TEST_CASE("A deed other than running is asked for alone", "[session]")
{
    CHECK(told({"--list"}).read.options.value().deed == Deed::list);
    CHECK(told({"--catalogue"}).read.options.value().deed == Deed::catalogue);
    CHECK(told({"--probe"}).read.options.value().deed == Deed::probe);
    const auto both = told({"--list", "--probe"});
    CHECK(!both.read.options);
    CHECK(both.read.status == suites::session::usage_error);
    CHECK(both.err == "claims: --list, --explain, --reproducer, --catalogue, --probe, --judge, --transcript "
                      "and bisect do not go together\n");
}

TEST_CASE("Nonsense on the command line is refused with status 64 and a reason", "[session]")
{
    const std::vector<std::vector<std::string>> nonsense{{"--seed", "many"},
                                                         {"--seed", "-1"},
                                                         {"--seed", "1.5"},
                                                         {"--seed", ""},
                                                         {"--seed"},
                                                         {"--seed", "1x"},
                                                         {"--seed", "99999999999999999999999999"},
                                                         {"--repeat", "0"},
                                                         {"--repeat", "-3"},
                                                         {"--repeat", "often"},
                                                         {"--timeout-factor", "0"},
                                                         {"--timeout-factor", "nan"},
                                                         {"--timeout-factor", "long"},
                                                         {"--output"},
                                                         {"--output", ""},
                                                         {"--no-such-option"},
                                                         {"-x"},
                                                         {"--seed", "1", "--seed", "2"}};
    for (const auto &words : nonsense) {
        INFO(words.front() << " " << (words.size() > 1 ? words[1] : ""));
        const auto refused = told(words);
        CHECK(!refused.read.options);
        CHECK(refused.read.status == 64);
        CHECK(!refused.err.empty());
        CHECK(refused.out.empty());
    }
}

TEST_CASE("Help is told with status 0 and within 80 columns", "[session]")
{
    const auto help = told({"--help"});
    CHECK(!help.read.options);
    CHECK(help.read.status == 0);
    CHECK(help.err.empty());
    for (const auto *word : {"--output", "--seed", "--strict", "Exit status", "tcp.restart.reuseaddr"}) {
        INFO(word);
        CHECK(help.out.find(word) != std::string::npos);
    }
    std::istringstream lines(help.out);
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(line.size() <= 80);
    }
}

TEST_CASE("Two runs that name no seed have different ones", "[session]")
{
    CHECK(told({}).read.options.value().seed != told({}).read.options.value().seed);
}
