#include "house/approved.hpp"

#include "house/places.hpp"
#include "house/scratch.hpp"
#include "house/source_tree.hpp"

#include <catch2/catch_test_macros.hpp>

namespace house {

namespace fs = std::filesystem;

void check_approved(const std::string &name, const std::string &text)
{
    const auto approved = fs::path("suites/house/approved") / name;
    const auto received = fs::read_symlink("/proc/self/exe").parent_path() / "received" / name;
    const auto wanted = fs::exists(fs::path(places::source_tree) / approved) ? text_of(approved) : "";
    if (text == wanted) {
        fs::remove(received);
        return;
    }
    write(received, text);
    INFO("received " << received << ", approved " << approved);
    CHECK(text == wanted);
}

} // namespace house
