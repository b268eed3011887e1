#include "kernels/archive.hpp"

#include "kernels/child.hpp"
#include "kernels/unpack.hpp"
#include "record/file.hpp"

#include <apt-pkg/debversion.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <utility>

namespace kernels {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> lines_of(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

/// apt's first error, or its first warning, or its last word.
std::string complaint_in(const Ran &ran)
{
    const auto lines = lines_of(ran.errors + ran.output);
    for (const auto *mark : {"E: ", "W: ", "Err:"}) {
        for (const auto &line : lines) {
            if (line.starts_with(mark)) return line.substr(line.find(' ') + 1);
        }
    }
    return lines.empty() ? fmt::format("apt ended with {} and said nothing", ran.status) : lines.back();
}

struct Mirror {
    std::string main;
    std::string security;
};

/// Where this machine has its packages from. Throws Unavailable where that is no mirror of Debian's.
Mirror mirror_of_this_machine()
{
    const auto ran = run({"apt-get", "indextargets", "--format", "$(REPO_URI)|$(LABEL)", "Created-By: Packages"});
    Mirror mirror;
    for (const auto &line : lines_of(ran.output)) {
        const auto bar = line.find('|');
        if (bar == std::string::npos) continue;
        const auto label = line.substr(bar + 1);
        if (label == "Debian") mirror.main = line.substr(0, bar);
        if (label == "Debian-Security") mirror.security = line.substr(0, bar);
    }
    if (mirror.main.empty()) {
        throw Unavailable("no mirror of Debian's in this machine's apt sources; ci/kernels.json may name \"sources\"");
    }
    return mirror;
}

std::string sources_text(const std::vector<std::string> &suites)
{
    constexpr auto keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    const auto mirror = mirror_of_this_machine();
    std::string text;
    for (const auto &suite : suites) {
        const bool security = suite.ends_with("-security");
        if (security && mirror.security.empty()) continue;
        text +=
            fmt::format("deb [signed-by={}] {} {} main\n", keyring, security ? mirror.security : mirror.main, suite);
    }
    return text;
}

bool is_fresh(const fs::path &file)
{
    std::error_code none;
    const auto written = fs::last_write_time(file, none);
    return !none && fs::file_time_type::clock::now() - written < std::chrono::hours(24);
}

} // namespace

bool older(const Package &one, const Package &other) { return debVS.CmpVersion(one.version, other.version) < 0; }

Archive::Archive(fs::path state, const std::vector<std::string> &suites, const std::vector<std::string> &sources)
    : state_(std::move(state))
{
    for (const auto *part : {"lists/partial", "cache/archives/partial"})
        fs::create_directories(state_ / part);
    std::string lines;
    for (const auto &line : sources)
        lines += line + "\n";
    if (lines.empty()) lines = sources_text(suites);
    if (const auto path = state_ / "sources.list"; !fs::exists(path) || lines != text_of(path)) {
        record::put(path, lines);
        fs::remove(state_ / "refreshed");
    }
    // apt keeps an index as long as the files it was made of stay as they are; its name is given because images for
    // containers have apt go without.
    if (const auto status = state_ / "status"; !fs::exists(status)) record::put(status, "");
    record::put(state_ / "apt.conf", fmt::format(R"(Dir::State "{0}";
Dir::State::status "{0}/status";
Dir::Cache "{0}/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "{0}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
APT::Architecture "amd64";
APT::Sandbox::User "";
)",
                                                 state_.string()));
}

std::vector<std::string> Archive::apt(const std::string &program, const std::vector<std::string> &words) const
{
    std::vector<std::string> all{program, "-c", (state_ / "apt.conf").string(), "-q"};
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

void Archive::refresh()
{
    if (refreshed_ || is_fresh(state_ / "refreshed")) return;
    refreshed_ = true;
    const auto ran = run(apt("apt-get", {"update"}));
    complaint_ = ran.status == 0 && ran.errors.empty() ? "" : complaint_in(ran);
    if (ran.status == 0) record::put(state_ / "refreshed", "");
}

const std::vector<Package> &Archive::packages(const std::string &name)
{
    if (const auto known = asked_.find(name); known != asked_.end()) return known->second;
    refresh();
    const auto ran = run(apt("apt-cache", {"show", "?name(\"" + name + "\")"}));
    std::vector<Package> found;
    Package package;
    for (const auto &line : lines_of(ran.output + "\n")) {
        const auto value = [&](std::string_view key) -> std::optional<std::string> {
            if (!line.starts_with(key)) return std::nullopt;
            return line.substr(key.size());
        };
        if (const auto named = value("Package: ")) package.name = *named;
        if (const auto version = value("Version: ")) package.version = *version;
        if (const auto sum = value("SHA256: ")) package.sha256 = *sum;
        if (const auto depends = value("Depends: ")) package.depends = *depends;
        if (line.empty() && !package.name.empty()) found.push_back(std::exchange(package, {}));
    }
    if (found.empty()) {
        throw Unavailable(complaint_.empty() ? "the archive has no package " + name : complaint_);
    }
    return asked_[name] = std::move(found);
}

fs::path Archive::download(const Package &package, const fs::path &into)
{
    // It comes to the working folder, by a name of apt's making.
    fs::create_directories(into);
    const auto words = apt("apt-get", {"download", package.name + "=" + package.version});
    std::vector<std::string> in_folder{"env", "-C", into.string()};
    in_folder.insert(in_folder.end(), words.begin(), words.end());
    const auto ran = run(in_folder);
    for (const auto &entry : fs::directory_iterator(into)) {
        if (ran.status == 0 && entry.path().filename().string().starts_with(package.name + "_")) return entry.path();
    }
    throw Unavailable(package.name + " " + package.version + ": " + complaint_in(ran));
}

} // namespace kernels
