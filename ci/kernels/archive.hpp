// The distribution's package archive, asked by apt with a state of its own: the machine's own apt stays as it is.
//
//     Archive archive(cache / "apt", plan.suites, plan.sources);
//     for (const Package &package : archive.packages("^linux-image-")) …      // every version of each
//     archive.download(package, folder);                                      // apt checks size and checksum
//
// Mirror and keyring are those the machine's apt is set up with.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace kernels {

/// The archive could not be asked, or does not have it; the text is apt's first complaint.
struct Unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Package {
    std::string name{};
    std::string version{};
    std::string sha256{};
    std::string depends{};
};

/// By dpkg's order of versions.
bool older(const Package &one, const Package &other);

class Archive {
  public:
    /// `sources` are lines for apt that stand in for the machine's mirror and the suites, where there are any.
    Archive(std::filesystem::path state, const std::vector<std::string> &suites,
            const std::vector<std::string> &sources);

    /// Every version of each package whose name matches. The lists are fetched anew when they are older than a day;
    /// when that fails, old ones serve. Throws Unavailable where there are none at all.
    const std::vector<Package> &packages(const std::string &name);
    /// Throws Unavailable when it does not come, or comes damaged.
    std::filesystem::path download(const Package &package, const std::filesystem::path &into);
    /// What went wrong with the lists although they serve: suites that are gone, say. "" when nothing did.
    [[nodiscard]] const std::string &complaint() const { return complaint_; }

  private:
    void refresh();
    [[nodiscard]] std::vector<std::string> apt(const std::string &program, const std::vector<std::string> &words) const;

    std::filesystem::path state_;
    std::map<std::string, std::vector<Package>> asked_;
    std::string complaint_;
    bool refreshed_ = false;
};

} // namespace kernels
