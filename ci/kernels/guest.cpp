#include "kernels/guest.hpp"

#include "kernels/attempt.hpp"
#include "kernels/initramfs.hpp"
#include "kernels/unpack.hpp"
#include "words/slowness.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include <sys/utsname.h>
#include <unistd.h>

namespace kernels {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

constexpr auto emulator = "qemu-system-x86_64";

/// quiet, loglevel: warnings and worse stay. panic: at once, so that QEMU ends. The others spare an emulated processor
/// what only delays it: mitigations, a check of the timer that a busy host fails, self-tests of cryptography; clearing
/// what is allocated, checking what is copied, moving the stack with each call, asking security modules that have no
/// policy (a quarter of what a connection costs), and clearing 2 MB where a few pages will be touched.
constexpr auto kernel_line = "console=ttyS0 8250.nr_uarts=2 quiet loglevel=5 panic=-1 rdinit=/guest mitigations=off "
                             "no_timer_check cryptomgr.notests init_on_alloc=0 hardened_usercopy=off "
                             "randomize_kstack_offset=off lsm=capability transparent_hugepage=never";

/// All that QEMU can emulate but what makes the kernel take ways that cost an emulation more: copying byte by byte,
/// guarding each access to a process's memory, page tables of five levels.
constexpr auto emulated_cpu = "max,-erms,-fsrm,-smap,-la57";

/// "0.0~20240729.0-4~bpo12+2" packs release 20240729.0.
std::string release_of_gvisor(const std::string &version)
{
    const auto begin = version.find('~') + 1;
    return version.substr(begin, version.find('-', begin) - begin);
}

void call(Words &arguments, double birth_s, const std::string &label, const std::string &ran_in)
{
    Words names{fmt::to_string(birth_s), "--ran-in", ran_in};
    if (!label.empty()) names.insert(names.end(), {"--label", label});
    arguments.insert(arguments.begin(), names.begin(), names.end());
}

std::string version_of_host()
{
    utsname names{};
    uname(&names);
    const std::string release(names.release);
    return release.substr(0, release.find_first_not_of("0123456789."));
}

} // namespace

Engines::Engines(fs::path programs) : programs_(std::move(programs)), birth_s_(words::births().worked_s)
{
    constexpr unsigned executable = 0755;
    Initramfs suite;
    for (const auto *program : {"guest", "claims", "actor"}) {
        if (access((programs_ / program).c_str(), X_OK) != 0)
            throw Unreadable((programs_ / program).string() + " is missing: ci/build makes it");
        const auto bytes = text_of(programs_ / program);
        if (needs_libraries(bytes)) unfit_ = program;
        suite.add(program, bytes, executable);
    }
    suite_ = suite.text();
}

const Engines::Qemu &Engines::qemu(const Bundle &bundle)
{
    const std::lock_guard alone(looking_);
    if (qemu_) return *qemu_;
    const auto asked = run({emulator, "--version"});
    constexpr std::string_view before = "version ";
    const auto at = asked.output.find(before);
    if (asked.status != 0 || at == std::string::npos)
        throw Unavailable(std::string(emulator) + " is not installed: ci/setup --matrix installs it");
    const auto version = asked.output.substr(at + before.size());
    qemu_.emplace(Qemu{.version = version.substr(0, version.find_first_of(" \n("))});
    // That /dev/kvm is there says nothing: in a machine that is virtual itself, guests may hang in it for ever.
    if (access("/dev/kvm", R_OK | W_OK) == 0) {
        constexpr std::chrono::seconds long_enough{20};
        qemu_->kvm = comes_to_its_end(in_qemu(bundle, {fmt::to_string(birth_s_), "--list"}, true).launch, long_enough);
    }
    return *qemu_;
}

std::shared_ptr<Memory> Engines::initramfs(const Bundle &bundle, const Words &arguments)
{
    if (!unfit_.empty())
        throw Unavailable(fmt::format("{} is linked to shared libraries, which the guest does not have: build with the "
                                      "preset default or static",
                                      (programs_ / unfit_).string()));
    Initramfs rest;
    rest.add_folder("modules");
    for (const auto &module : bundle.modules)
        rest.add("modules/" + module.file, module.bytes);
    std::string lines;
    for (const auto &argument : arguments)
        lines += argument + "\n";
    rest.add("arguments", lines);
    return std::make_shared<Memory>(suite_ + rest.text());
}

Guest Engines::in_qemu(const Bundle &bundle, const Words &arguments, bool kvm)
{
    Guest guest{.launch = {}, .initramfs = initramfs(bundle, arguments)};
    guest.launch.lends = {guest.initramfs->descriptor()};
    if (bundle.memory) guest.launch.lends.push_back(bundle.memory->descriptor());
    guest.launch.words = {
        emulator, "-M", "pc", "-accel", kvm ? "kvm" : "tcg", "-cpu", kvm ? "host" : emulated_cpu,
        // With a second one, atomic operations have to be emulated as such; and rows run side by side.
        "-smp", "1", "-m", "512", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-kernel",
        bundle.program.string(), "-initrd", guest.initramfs->path(), "-append", kernel_line, "-chardev",
        "file,id=console,path=/proc/self/fd/2", "-serial", "chardev:console", "-chardev",
        "file,id=results,path=/proc/self/fd/3", "-serial", "chardev:results"};
    return guest;
}

Guest Engines::in_uml(const Bundle &bundle, const Words &arguments)
{
    Guest guest{.launch = {}, .initramfs = initramfs(bundle, arguments)};
    guest.launch.lends = {guest.initramfs->descriptor()};
    guest.launch.own_processes = true;
    guest.launch.words = {bundle.program.string(),
                          "mem=512M",
                          "initrd=" + guest.initramfs->path(),
                          "rdinit=/guest",
                          "quiet",
                          "loglevel=5",
                          "panic=-1",
                          "noreboot", // it would run its guest once more
                          "con=null",
                          "con0=null,fd:2",
                          "ssl=null",
                          "ssl1=null,fd:3",
                          fmt::format("uml_dir={}", Launch::own_folder)};
    return guest;
}

Guest Engines::guest(const Row &row, const Bundle &bundle, const Words &arguments)
{
    auto words = arguments;
    switch (row.engine) {
    case Engine::qemu: {
        const auto &[version, kvm] = qemu(bundle);
        call(words, birth_s_, row.kernel.empty() ? "" : row.name,
             fmt::format("QEMU {}, {}", version, kvm ? "KVM" : "software emulation"));
        return in_qemu(bundle, words, kvm);
    }
    case Engine::uml:
        call(words, birth_s_, "", "User-Mode Linux, package " + bundle.version);
        return in_uml(bundle, words);
    case Engine::gvisor: {
        const auto release = release_of_gvisor(bundle.version);
        call(words, birth_s_, "gvisor-" + release, fmt::format("runsc {}, {}", release, row.platform));
        Words all{"env",
                  fmt::format("TMPDIR={}", Launch::own_folder),
                  bundle.program.string(),
                  "--root",
                  std::string(Launch::own_folder) + "/runsc",
                  "--rootless=false",
                  "--platform=" + row.platform,
                  "--network=none",
                  "--ignore-cgroups",
                  "do",
                  (programs_ / "guest").string()};
        all.insert(all.end(), words.begin(), words.end());
        return {.launch = {.words = all, .results = Launch::Results::on_standard_output, .own_processes = true},
                .initramfs = {}};
    }
    case Engine::host: break;
    }
    call(words, birth_s_, "host-" + version_of_host(), "this machine");
    words.insert(words.begin(), (programs_ / "guest").string());
    return {.launch = {.words = words, .results = Launch::Results::on_standard_output}, .initramfs = {}};
}

} // namespace kernels
