// What every claim must look like, whoever wrote it.

#include "claim.hpp"

#include "house/source_tree.hpp"

#include <catch2/catch_test_macros.hpp>

#include <regex>
#include <set>
#include <string>
#include <vector>

using suites::Claim;

namespace {

using Complaints = std::vector<std::string>;

/// Words of letters and digits, joined by dots and hyphens; none between dots is a number, and none ends by counting.
bool is_path_of_plain_words(std::string_view id)
{
    static const std::regex path("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");
    static const std::regex number_alone("(^|\\.)[0-9]+(\\.|$)|-[0-9]+(\\.|$)");
    const std::string text(id);
    return std::regex_match(text, path) && !std::regex_search(text, number_alone);
}

/// One sentence on one line, short enough to be a title.
bool is_a_sentence(std::string_view text)
{
    constexpr std::size_t longest = 200;
    const bool ends = text.ends_with('.') && !text.ends_with("..");
    const bool begins = !text.empty() && (text.front() < 'a' || text.front() > 'z');
    return begins && ends && text.size() <= longest && text.find_first_of("\n\t") == std::string_view::npos &&
           text.find("  ") == std::string_view::npos;
}

Complaints complaints_about(const Claim &claim)
{
    Complaints all;
    const auto demand = [&](bool met, const std::string &what) {
        if (!met) all.push_back(std::string(claim.id) + ": " + what);
    };
    demand(is_path_of_plain_words(claim.id), "its id is no path of plain words");
    demand(is_a_sentence(claim.sentence), "its title is no single sentence: " + std::string(claim.sentence));
    demand(!claim.statements.empty(), "it cites no statement");
    const std::set<const said::Statement *> cited(claim.statements.begin(), claim.statements.end());
    demand(cited.size() == claim.statements.size(), "it cites a statement twice");
    demand(is_path_of_plain_words("topic." + std::string(claim.topic)), "its topic is no plain word");
    constexpr std::size_t column = 22; // of the summary
    demand(claim.chapter.size() <= column, "its chapter's name is longer than the summary's column");
    return all;
}

const Claim faultless{.id = "tcp.restart.ipv6-too",
                      .sentence = "With SO_REUSEADDR a server restarts at once.",
                      .chapter = "tcp_restart",
                      .topic = "restart",
                      .statements = {said::ledger().data()}};

std::size_t complaints_when(void (*change)(Claim &))
{
    auto claim = faultless;
    change(claim);
    return complaints_about(claim).size();
}

} // namespace

TEST_CASE("Every claim has an id and a sentence and cites what it reads", "[claims]")
{
    REQUIRE(!suites::claims().empty());
    for (const auto *claim : suites::claims()) {
        for (const auto &complaint : complaints_about(*claim))
            FAIL_CHECK(complaint);
    }
}

TEST_CASE("No two claims share an id or a sentence", "[claims]")
{
    std::set<std::string_view> ids;
    std::set<std::string_view> sentences;
    for (const auto *claim : suites::claims()) {
        INFO(claim->id);
        CHECK(ids.insert(claim->id).second);
        CHECK(sentences.insert(claim->sentence).second);
    }
}

TEST_CASE("A claim that is badly written is seen", "[claims]")
{
    CHECK(complaints_when([](Claim &) {}) == 0);
    CHECK(complaints_when([](Claim &claim) { claim.statements.clear(); }) == 1);
    CHECK(complaints_when([](Claim &claim) { claim.statements.push_back(claim.statements.front()); }) == 1);
    CHECK(complaints_when([](Claim &claim) { claim.topic = "Restart!"; }) == 1);
    CHECK(complaints_when([](Claim &claim) { claim.chapter = "a_chapter_with_a_very_long_name"; }) == 1);
    for (const auto *sentence :
         {"", "no capital letter.", "No full stop", "Trails off...", "Two\nlines.", "Two  blanks."}) {
        INFO(sentence);
        auto claim = faultless;
        claim.sentence = sentence;
        CHECK(complaints_about(claim).size() == 1);
    }
    const auto long_one = "S" + std::string(200, 'o') + ".";
    auto claim = faultless;
    claim.sentence = long_one;
    CHECK(complaints_about(claim).size() == 1);
}

TEST_CASE("A claim's id is a path of plain words and never a number", "[claims]")
{
    for (const auto *id : {"tcp.restart", "tcp.restart.reuseaddr", "udp.sharing.newest-receives", "tcp6.balance",
                           "tcp.time-wait.2msl", "udp.balance.hash-4-tuple.ipv6-prefix"}) {
        INFO(id);
        CHECK(is_path_of_plain_words(id));
    }
    for (const auto *id :
         {"", "tcp", "tcp.", ".tcp", "tcp..restart", "tcp.Restart", "tcp.re_start", "tcp.restart 2", "tcp.restart.2",
          "tcp.2.restart", "tcp.restart-2", "3.tcp", "tcp.-restart", "tcp.restart/x"}) {
        INFO(id);
        CHECK(!is_path_of_plain_words(id));
    }
}

TEST_CASE("A chapter is the file its claims stand in", "[claims]")
{
    std::set<std::string> chapters;
    for (const auto &source : house::chapters()) {
        const auto name = source.path.stem().string();
        INFO(source.path);
        CHECK(source.text.find("CHAPTER(" + name + ",") != std::string::npos);
        chapters.insert(name);
        std::set<std::string> written;
        static const std::regex opening("\\bCLAIM(_ON_DEMAND)?\\(\\s*\"([^\"]+)\"");
        for (std::sregex_iterator at(source.text.begin(), source.text.end(), opening), end; at != end; ++at)
            written.insert((*at)[2]);
        CHECK(!written.empty());
        for (const auto *claim : suites::claims()) {
            INFO(claim->id);
            CHECK((claim->chapter == name) == written.contains(std::string(claim->id)));
        }
    }
    for (const auto *claim : suites::claims()) {
        INFO(claim->id);
        CHECK(chapters.contains(std::string(claim->chapter)));
    }
}
