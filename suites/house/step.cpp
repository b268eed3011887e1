#include "words/step.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <stdexcept>

using words::Line;
using words::Step;

namespace {

/// Lines as an actor might say them, and worse: every character but those the grammar is made of.
class Author {
  public:
    explicit Author(std::uint32_t seed) : chance_(seed) {}

    Line line()
    {
        Line made{.step = {.who = word(), .verb = word(), .arguments = {}}, .answer = {answer()}};
        for (auto left = upto(5); left > 0; --left)
            made.step.arguments.push_back(word());
        return made;
    }

  private:
    std::size_t upto(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(chance_); }

    std::string word()
    {
        std::string made;
        do {
            made.clear();
            for (auto left = 1 + upto(11); left > 0; --left)
                made += letter();
        } while (made == "=");
        return made;
    }
    std::string answer()
    {
        std::string made;
        for (auto left = upto(30); left > 0; --left)
            made += upto(6) == 0 ? ' ' : letter();
        return made;
    }
    char letter()
    {
        constexpr std::string_view letters = "abcxyzE0189.:[]/-_=?'\"\\,~\t";
        return letters[upto(letters.size() - 1)];
    }

    std::mt19937 chance_;
};

} // namespace

TEST_CASE("A line has an actor and a verb and arguments and an answer", "[words]")
{
    const auto line = Line::parse("mallory bind s1 127.0.0.1:8080 = EADDRINUSE");
    CHECK(line.step.who == "mallory");
    CHECK(line.step.verb == "bind");
    CHECK(line.step.arguments == std::vector<std::string>{"s1", "127.0.0.1:8080"});
    CHECK(line.answer.text == "EADDRINUSE");
}

TEST_CASE("A line reads back as it is written", "[words]")
{
    for (const auto *text :
         {"host born = ok", "server accept s1 s2 = from 127.0.0.1:45001", "client receive s1 = got a = b",
          "a b = ", "server get s1 SO_REUSEPORT = 1", "server juggle = ? unknown verb 'juggle'", "a b c=d = x"}) {
        CHECK(Line::parse(text).text() == text);
    }
}

TEST_CASE("Whatever can be said reads back as it was said", "[words]")
{
    Author author(20010101);
    for (int times = 0; times < 5000; ++times) {
        const auto line = author.line();
        INFO(line.text());
        CHECK(Line::parse(line.text()) == line);
        CHECK(Line::parse(line.text()).text() == line.text());
        CHECK(Step::parse(line.step.text()) == line.step);
    }
}

TEST_CASE("A line that is malformed is refused", "[words]")
{
    for (const auto *text :
         {"", " ", "=", " = ", " = ok", "a = ok", "a  = ok", "a b", "a b=ok", "a b =ok", "a b =", "a b= ok",
          "a  b = ok", " a b = ok", "a b  = ok", "a = b = ok", "a b = ok\nc d = ok", "a b\nc d = ok", "a b = ok\n"}) {
        INFO(text);
        CHECK_THROWS_AS(Line::parse(text), std::invalid_argument);
    }
}

TEST_CASE("A step without a verb or with an empty word is refused", "[words]")
{
    for (const auto *text : {"", "a", "a ", " a", "a  b", "a b ", "a b = c", "a\nb c", "a b\n"}) {
        INFO(text);
        CHECK_THROWS_AS(Step::parse(text), std::invalid_argument);
    }
}

TEST_CASE("Only the name of an errno is a refusal", "[words]")
{
    CHECK(words::Answer{"EADDRINUSE"}.refused());
    CHECK(words::Answer{"EPERM"}.refused());
    for (const auto *text : {"", "ok", "E", "Everything", "EADDRINUSE from bind", "nothing", "got EPERM"}) {
        INFO(text);
        CHECK(!words::Answer{text}.refused());
    }
}
