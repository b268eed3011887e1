// What a run knows of the conflict matrix: the pages in force on this platform, how wide it is, and what came of each
// slice.
//
//     Run run(troupe, here, model::Width::usual);
//     Run::current().keep(outcome);          // hold() does, slice by slice
//     run.report();                          // conflict.json, whole at any moment
#pragma once

#include "conflict/outcome.hpp"
#include "known/quirk.hpp"
#include "model/slice.hpp"
#include "stage/troupe.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace suites::conflict {

class Run {
  public:
    Run(const stage::Troupe &troupe, const platform::Platform &here, model::Width width);
    ~Run();
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    static Run &current();

    [[nodiscard]] const stage::Troupe &troupe() const { return troupe_; }
    [[nodiscard]] const std::string &platform() const { return platform_; }
    [[nodiscard]] const model::Pages &pages() const { return pages_; }
    [[nodiscard]] const std::vector<const known::Quirk *> &quirks() const { return quirks_; }
    [[nodiscard]] model::Width width() const { return width_; }

    const Outcome &keep(Outcome outcome);
    /// By the slice's id.
    [[nodiscard]] const std::map<std::string, Outcome> &outcomes() const { return outcomes_; }
    [[nodiscard]] nlohmann::json report() const;

  private:
    const stage::Troupe &troupe_;
    std::string platform_;
    model::Pages pages_;
    std::vector<const known::Quirk *> quirks_;
    model::Width width_;
    std::map<std::string, Outcome> outcomes_;
    std::map<std::string, nlohmann::json> slices_; ///< of each outcome, as it is reported
};

} // namespace suites::conflict
