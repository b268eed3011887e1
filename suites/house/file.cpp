#include "record/file.hpp"

#include "house/scratch.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace house;
using record::put;
using record::Unwritable;

namespace {

std::string complaint_of(const std::filesystem::path &path, const std::string &text)
{
    try {
        put(path, text);
    } catch (const Unwritable &reason) {
        return reason.what();
    }
    return "";
}

} // namespace

TEST_CASE("A file that is put is there whole", "[record]")
{
    const Scratch scratch;
    const std::string much(1 << 20, 'x');
    put(scratch / "results.json", much);
    CHECK(contents(scratch / "results.json") == much);
    put(scratch / "results.json", "short");
    CHECK(contents(scratch / "results.json") == "short");
    put(scratch / "results.json", "");
    CHECK(contents(scratch / "results.json").empty());
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"results.json"});
}

TEST_CASE("A file that is put can be read by all", "[record]")
{
    const Scratch scratch;
    const auto before = umask(022);
    put(scratch / "results.json", "text");
    put(scratch / "results.json", "text again");
    umask(before);
    struct stat seen {};
    REQUIRE(stat((scratch / "results.json").c_str(), &seen) == 0);
    CHECK((seen.st_mode & 0777) == 0644);
}

TEST_CASE("Whoever reads a file while it is put reads the old one to its end", "[record]")
{
    const Scratch scratch;
    put(scratch / "results.json", "the old one");
    const int reader = open((scratch / "results.json").c_str(), O_RDONLY | O_CLOEXEC);
    put(scratch / "results.json", "the new one");
    char text[32] = {};
    const auto length = read(reader, text, sizeof text);
    close(reader);
    CHECK(std::string(text, static_cast<std::size_t>(length)) == "the old one");
}

TEST_CASE("A disk that is full leaves the earlier file as it was", "[record]")
{
    const Scratch scratch;
    put(scratch / "results.json", "the old one");
    std::string complaint;
    {
        const FullDisk full(4096);
        complaint = complaint_of(scratch / "results.json", std::string(100000, 'x'));
    }
    CHECK(complaint == "cannot write " + (scratch / "results.json").string() + ": File too large");
    CHECK(contents(scratch / "results.json") == "the old one");
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"results.json"});
}

TEST_CASE("A disk that is full leaves nothing where nothing was", "[record]")
{
    const Scratch scratch;
    std::string complaint;
    {
        const FullDisk full(0);
        complaint = complaint_of(scratch / "results.json", "text");
    }
    CHECK(!complaint.empty());
    CHECK(names_in(scratch.path()).empty());
}

TEST_CASE("A file that cannot be put says which and why", "[record]")
{
    const Scratch scratch;
    CHECK(complaint_of(scratch / "no" / "such.json", "text") ==
          "cannot write " + (scratch / "no" / "such.json").string() + ": No such file or directory");
    write(scratch / "file", "");
    CHECK(complaint_of(scratch / "file" / "such.json", "text") ==
          "cannot write " + (scratch / "file" / "such.json").string() + ": Not a directory");
    write(scratch / "folder" / "kept", "");
    CHECK(complaint_of(scratch / "folder", "text") ==
          "cannot write " + (scratch / "folder").string() + ": Is a directory");
    CHECK(names_in(scratch.path()) == std::vector<std::string>{"file", "folder", "folder/kept"});
}
