#include "kernels/store.hpp"

#include "kernels/image.hpp"
#include "kernels/unpack.hpp"
#include "record/file.hpp"
#include "record/lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <system_error>

namespace kernels {

namespace fs = std::filesystem;

namespace {

/// In the order of loading. What a kernel has built in it needs no module for.
constexpr std::array<std::string_view, 5> modules{"inet_diag", "tcp_diag", "udp_diag", "veth", "dummy"};

/// "6.1" begins 6.1.140 and not 6.19.
bool begins(const std::string &series, const std::string &version)
{
    if (!version.starts_with(series)) return false;
    const auto is_digit = [](char one) { return std::isdigit(static_cast<unsigned char>(one)) != 0; };
    return version.size() == series.size() || !is_digit(series.back()) || !is_digit(version[series.size()]);
}

bool asked_for(const Row &row, const Package &package)
{
    return row.version.empty() ? begins(row.series, package.version) : package.version == row.version;
}

std::optional<Package> newest(std::vector<Package> packages)
{
    const auto found = std::max_element(packages.begin(), packages.end(), older);
    return found == packages.end() ? std::nullopt : std::optional(*found);
}

std::string program_name(Engine engine)
{
    switch (engine) {
    case Engine::gvisor: return "runsc";
    case Engine::uml: return "linux.uml";
    default: return "vmlinux";
    }
}

std::string package_name(Engine engine) { return engine == Engine::gvisor ? "^runsc$" : "^user-mode-linux$"; }

constexpr auto kernel_packages = "^linux-(image|binary|modules)-[0-9.]+[^-]*(-[0-9]+)?-cloud-amd64$";

/// The module a path names: "./lib/modules/…/veth.ko.xz" is veth.
std::optional<std::size_t> place_of_module(const fs::path &path)
{
    const auto file = path.filename().string();
    const auto dot = file.find(".ko");
    if (dot == std::string::npos) return std::nullopt;
    const auto *const found = std::find(modules.begin(), modules.end(), file.substr(0, dot));
    if (found == modules.end()) return std::nullopt;
    return static_cast<std::size_t>(found - modules.begin());
}

Module module(std::size_t place, const std::string &bytes)
{
    return {.file = fmt::format("{}-{}.ko", place, modules.at(place)), .bytes = decompressed(bytes)};
}

/// Those that are neither among these nor in the kernel itself, as its modules.builtin tells.
std::vector<std::string> lacking(const std::vector<Module> &there, const std::string &built_in)
{
    std::vector<std::string> lacks;
    for (const auto name : modules) {
        const auto ending = fmt::format("-{}.ko", name);
        const bool found =
            std::any_of(there.begin(), there.end(), [&](const auto &one) { return one.file.ends_with(ending); });
        if (!found && built_in.find(fmt::format("/{}.ko", name)) == std::string::npos) lacks.emplace_back(name);
    }
    return lacks;
}

Bundle bundle_in(const fs::path &folder, Engine engine, const std::string &version)
{
    Bundle bundle{
        .program = folder / program_name(engine), .memory = {}, .modules = {}, .lacks = {}, .version = version};
    if (engine == Engine::gvisor) return bundle;
    for (const auto &entry : fs::directory_iterator(folder / "modules"))
        bundle.modules.push_back({.file = entry.path().filename().string(), .bytes = text_of(entry.path())});
    bundle.lacks = lacking(bundle.modules, text_of(folder / "modules.builtin"));
    return bundle;
}

/// A kernel that nobody packed.
Bundle own(const Row &row)
{
    Bundle bundle{.program = row.kernel, .memory = {}, .modules = {}, .lacks = {}, .version = {}};
    const auto image = text_of(row.kernel);
    const auto kernel = uncompressed_kernel(image);
    if (starts_without_firmware(kernel) && kernel.size() != image.size()) {
        bundle.memory = std::make_shared<Memory>(kernel);
        bundle.program = bundle.memory->path();
    }
    std::string built_in;
    if (!row.modules.empty()) {
        for (const auto &entry : fs::recursive_directory_iterator(row.modules)) {
            if (entry.path().filename() == "modules.builtin") built_in = text_of(entry.path());
            if (const auto place = place_of_module(entry.path()))
                bundle.modules.push_back(module(*place, text_of(entry.path())));
        }
    }
    bundle.lacks = lacking(bundle.modules, built_in);
    return bundle;
}

fs::path unfinished(const fs::path &folder) { return folder.parent_path() / ("." + folder.filename().string()); }

bool is_unfinished(const fs::path &path) { return path.filename().string().starts_with("."); }

} // namespace

fs::path usual_store()
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    const char *home = std::getenv("HOME");
    const fs::path base = cache != nullptr && *cache == '/' ? fs::path(cache)
                          : home != nullptr                 ? fs::path(home) / ".cache"
                                                            : fs::temp_directory_path();
    return base / "port-sharing-conformance";
}

Store::Store(fs::path place, Plan plan) : place_(std::move(place)), plan_(std::move(plan))
{
    std::error_code reason;
    fs::create_directories(place_, reason);
    if (reason) throw Unavailable("cannot make " + place_.string() + ": " + reason.message());
}

Archive &Store::archive()
{
    if (!archive_) archive_ = std::make_unique<Archive>(place_ / "apt", plan_.suites, plan_.sources);
    return *archive_;
}

std::string Store::complaint() const { return archive_ ? archive_->complaint() : ""; }

Bundle Store::get(const Row &row)
{
    if (row.engine == Engine::host) return {};
    if (!row.kernel.empty()) return own(row);
    const std::lock_guard ours(one_at_a_time_);
    const record::Lock all(place_, record::Lock::Held::wait);
    return from_archive(row);
}

/// Newest kernels come in two packages, an image beside modules, and modules vanish from the archive before images do:
/// an older kernel with modules shows more than a newer one without.
Store::Wanted Store::wanted(const Row &row)
{
    const auto nothing = [&] {
        return Unavailable("the archive has no " + (row.version.empty() ? row.series : row.version) + " of " +
                           std::string(name(row.engine) == "qemu" ? "cloud-amd64 kernels" : program_name(row.engine)));
    };
    if (row.engine != Engine::qemu) {
        std::vector<Package> some;
        for (const auto &package : archive().packages(package_name(row.engine))) {
            if (asked_for(row, package)) some.push_back(package);
        }
        const auto best = newest(some);
        if (!best) throw nothing();
        return {{*best}};
    }
    std::vector<Package> whole;
    std::vector<Package> split;
    std::vector<Package> loose;
    for (const auto &package : archive().packages(kernel_packages)) {
        if (!asked_for(row, package)) continue;
        const bool shell = package.depends.find("linux-binary-") != std::string::npos;
        if (package.name.starts_with("linux-image-") && !shell) whole.push_back(package);
        if (package.name.starts_with("linux-binary-")) split.push_back(package);
        if (package.name.starts_with("linux-modules-")) loose.push_back(package);
    }
    const auto modules_of = [&](const Package &binary) {
        constexpr std::string_view kind = "linux-binary-";
        return std::find_if(loose.begin(), loose.end(), [&](const auto &one) {
            return one.version == binary.version && one.name == "linux-modules-" + binary.name.substr(kind.size());
        });
    };
    for (const auto &binary : split) {
        if (modules_of(binary) != loose.end()) whole.push_back(binary);
    }
    const auto best = newest(whole.empty() ? split : whole);
    if (!best) throw nothing();
    if (const auto beside = modules_of(*best); beside != loose.end()) return {{*best, *beside}};
    return {{*best}};
}

fs::path Store::folder_of(const Package &package) const
{
    constexpr std::size_t enough = 16;
    return place_ / (package.name + "_" + package.version + "_" + package.sha256.substr(0, enough));
}

Bundle Store::from_archive(const Row &row)
{
    for (const auto &entry : fs::directory_iterator(place_)) {
        if (is_unfinished(entry.path())) fs::remove_all(entry.path()); // of a run that was killed
    }
    const auto wanted = this->wanted(row);
    const auto &first = wanted.packages.front();
    const auto folder = folder_of(first);
    if (!fs::exists(folder)) {
        try {
            fill(folder, row, wanted);
        } catch (...) {
            std::error_code ignored; // the next run tries again
            fs::remove_all(unfinished(folder), ignored);
            throw;
        }
    }
    return bundle_in(folder, row.engine, first.version);
}

void Store::fill(const fs::path &folder, const Row &row, const Wanted &wanted)
{
    const auto work = unfinished(folder);
    const auto kept = work / "kept";
    fs::create_directories(kept / "modules");
    std::string built_in;
    for (const auto &package : wanted.packages) {
        const auto file = archive().download(package, work / package.name);
        for_each_file(file, [&](const std::string &name, const auto &read) {
            const fs::path path(name);
            const auto base = path.filename().string();
            if (base == "vmlinuz" || base.starts_with("vmlinuz-"))
                record::put(kept / "vmlinux", uncompressed_kernel(read()));
            if (base == "modules.builtin") built_in = read();
            if (const auto place = place_of_module(path)) {
                const auto one = module(*place, read());
                record::put(kept / "modules" / one.file, one.bytes);
            }
            if (row.engine != Engine::qemu && base == program_name(row.engine)) {
                record::put(kept / base, read());
                fs::permissions(kept / base, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                                 fs::perms::others_read | fs::perms::others_exec);
            }
        });
        fs::remove(file);
    }
    if (!fs::exists(kept / program_name(row.engine))) {
        throw Unreadable(wanted.packages.front().name + " holds no " + program_name(row.engine));
    }
    record::put(kept / "modules.builtin", built_in);
    fs::rename(kept, folder);
    fs::remove_all(work);
}

} // namespace kernels
