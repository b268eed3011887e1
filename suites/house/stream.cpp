// What leaves a guest: whole files, or nothing that could be taken for one.

#include "words/stream.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <string>
#include <vector>

#include <unistd.h>

using words::checksum;
using words::Damaged;
using words::send_alive;
using words::send_end;
using words::send_file;
using words::Stream;

namespace {

/// What somebody wrote to a line.
template <typename Deed> std::string written(Deed deed)
{
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    deed(ends[1]);
    close(ends[1]);
    std::string text(65536, '\0');
    const auto length = read(ends[0], text.data(), text.size());
    close(ends[0]);
    text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return text;
}

std::string two_files_and_an_end()
{
    return written([](int line) {
        send_file(line, "results.json", "{\n}\n");
        send_alive(line);
        send_file(line, "evidence/with a blank.json", std::string("\0end 0\n\xff", 8));
        send_end(line, 4);
    });
}

std::vector<std::string> names_heard(const std::string &text, std::size_t piece)
{
    Stream stream;
    std::vector<std::string> names;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        stream.feed(std::string_view(text).substr(at, piece));
        while (const auto file = stream.next())
            names.push_back(file->name);
    }
    if (stream.ended()) names.push_back("end " + std::to_string(*stream.ended()));
    return names;
}

bool is_refused(const std::string &text)
{
    try {
        names_heard(text, text.size());
        return false;
    } catch (const Damaged &) {
        return true;
    }
}

} // namespace

TEST_CASE("What is sent out of a guest arrives whole, however it is cut")
{
    const auto text = two_files_and_an_end();
    const std::vector<std::string> all{"results.json", "evidence/with a blank.json", "end 4"};
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, text.size()})
        CHECK(names_heard(text, piece) == all);
}

TEST_CASE("What has not come whole is not there")
{
    const auto text = two_files_and_an_end();
    CHECK(names_heard(text.substr(0, text.size() - 1), 5) ==
          std::vector<std::string>{"results.json", "evidence/with a blank.json"});
    CHECK(names_heard(text.substr(0, text.size() / 2), 5) == std::vector<std::string>{"results.json"});
}

TEST_CASE("Every bit that changes on its way is noticed, or changes nothing")
{
    const auto sound = written([](int line) { send_file(line, "a.json", "{}"); });
    for (std::size_t at = 0; at < sound.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto text = sound;
            text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << bit));
            Stream stream;
            stream.feed(text);
            bool taken = false;
            try {
                const auto file = stream.next();
                taken = file && (file->name != "a.json" || file->text != "{}");
            } catch (const Damaged &) {
                taken = false;
            }
            CHECK_FALSE(taken);
        }
    }
}

TEST_CASE("A guest cannot write outside of its folder")
{
    for (const auto *name : {"../up.json", "/etc/passwd", "a/../../b", "folder/", "."}) {
        INFO(name);
        CHECK(is_refused(written([&](int line) { send_file(line, name, "x"); })));
    }
    CHECK(is_refused("[    1.234567] a kernel's message\n"));
    CHECK(is_refused("file 00000000 99999999999 7 big.json\n"));
    CHECK(is_refused("file 00000000 7 99999999999 big.json\n"));
}

TEST_CASE("The checksum is that of ISO 3309") { CHECK(checksum("123456789") == 0xCBF43926); }
