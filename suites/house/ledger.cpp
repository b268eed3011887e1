#include "said/ledger.hpp"
#include "claim.hpp"

#include <catch2/catch_test_macros.hpp>

#include <regex>
#include <set>
#include <string>

using said::operator""_said; // NOLINT(misc-unused-using-decls): the linter overlooks uses at compile time

TEST_CASE("The ledger has every statement of both documents", "[said]")
{
    CHECK(said::ledger().size() == 114);
    std::set<said::Document> documents;
    for (const auto &statement : said::ledger())
        documents.insert(statement.document);
    CHECK(documents.size() == 2);
}

TEST_CASE("A statement's id is a path of plain words and belongs to no other", "[said]")
{
    const std::regex path("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");
    std::set<std::string_view> ids;
    for (const auto &statement : said::ledger()) {
        INFO(statement.id);
        CHECK(std::regex_match(std::string(statement.id), path));
        CHECK(ids.insert(statement.id).second);
    }
}

TEST_CASE("A statement says something and says where", "[said]")
{
    for (const auto &statement : said::ledger()) {
        INFO(statement.id);
        CHECK(!statement.section.empty());
        CHECK(statement.says.size() > 10);
        CHECK(statement.says.find('\n') == std::string_view::npos);
        CHECK(statement.says.back() != '.');
        CHECK(statement.says.find("  ") == std::string_view::npos);
    }
}

TEST_CASE("A statement is put to the test, or says why it cannot be", "[said]")
{
    std::set<const said::Statement *> cited;
    for (const auto *claim : suites::claims())
        cited.insert(claim->statements.begin(), claim->statements.end());
    std::size_t untestable = 0;
    for (const auto &statement : said::ledger()) {
        INFO(statement.id);
        if (statement.untestable.empty()) {
            CHECK(cited.contains(&statement));
            continue;
        }
        ++untestable;
        CHECK(statement.untestable.size() > 40);
        CHECK(statement.untestable.back() != '.');
        CHECK(!cited.contains(&statement));
    }
    CHECK(untestable <= 6); // few, and each argued
}

TEST_CASE("A statement is cited by its id", "[said]")
{
    constexpr const auto *statement = "tw.ra-restart"_said;
    CHECK(statement->id == "tw.ra-restart");
    CHECK(said::name(statement->document) == "guide");
}
