// A kernel with the suite in it, ready to be started.
//
//     Engines engines(programs);                                  // looks for QEMU, and whether KVM works
//     const Guest guest = engines.guest(row, bundle, {"udp.*"});
//     Child child(guest.launch);                                  // runs, sends results, ends
#pragma once

#include "kernels/child.hpp"
#include "kernels/store.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace kernels {

struct Guest {
    Launch launch{};
    std::shared_ptr<Memory> initramfs{}; ///< lent to the launch
};

class Engines {
  public:
    /// `programs` holds guest, claims and actor. Throws Unreadable when it does not.
    explicit Engines(std::filesystem::path programs);

    /// The claims get these arguments. Throws Unavailable when the engine is not installed, or the programs are not
    /// such as it can run.
    Guest guest(const Row &row, const Bundle &bundle, const std::vector<std::string> &arguments);

  private:
    struct Qemu {
        std::string version;
        bool kvm = false;
    };
    const Qemu &qemu(const Bundle &bundle);
    std::shared_ptr<Memory> initramfs(const Bundle &bundle, const std::vector<std::string> &arguments);
    Guest in_qemu(const Bundle &bundle, const std::vector<std::string> &arguments, bool kvm);
    Guest in_uml(const Bundle &bundle, const std::vector<std::string> &arguments);

    std::filesystem::path programs_;
    double birth_s_;    ///< of a process on this machine, for the guests to compare with
    std::string suite_; ///< the part of every initramfs that holds the programs
    std::string unfit_; ///< the program that can be in none; "" when all can
    std::optional<Qemu> qemu_;
    std::mutex looking_;
};

} // namespace kernels
