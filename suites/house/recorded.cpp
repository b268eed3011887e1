#include "house/recorded.hpp"

#include "house/places.hpp"
#include "house/scratch.hpp"

#include <algorithm>
#include <filesystem>

namespace house {

namespace {

/// "linux-6.18.44" is Linux, of that version.
platform::Platform platform_called(const std::string &label)
{
    platform::Platform made;
    made.label = label;
    const auto dash = label.find('-');
    for (const auto kind : {platform::Kind::linux, platform::Kind::gvisor, platform::Kind::uml}) {
        if (name(kind) == label.substr(0, dash)) made.kind = kind;
    }
    made.kernel = platform::Kernel::parse(label.substr(dash + 1)).value_or(platform::Kernel{});
    return made;
}

} // namespace

const std::vector<Recorded> &recorded()
{
    static const auto all = [] {
        std::vector<Recorded> kernels;
        const auto root = std::filesystem::path(places::source_tree) / "suites" / "house" / "recorded";
        for (const auto &folder : std::filesystem::directory_iterator(root)) {
            Recorded kernel{.platform = platform_called(folder.path().filename()), .answers = {}};
            for (const auto &file : std::filesystem::directory_iterator(folder))
                kernel.answers[file.path().stem()] = suites::conflict::answers_in(contents(file.path()));
            kernels.push_back(std::move(kernel));
        }
        std::sort(kernels.begin(), kernels.end(),
                  [](const auto &one, const auto &other) { return one.platform.label < other.platform.label; });
        return kernels;
    }();
    return all;
}

} // namespace house
