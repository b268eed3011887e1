// One run: the platform it is on, the claims it puts to the test, what came of them.
//
//     Session session(options, here);
//     for (claim : chosen) session.perform(claim);      // Catch2 calls this, test by test
//     return session.finish();                          // the exit status
#pragma once

#include "claim.hpp"
#include "conflict/run.hpp"
#include "platform/platform.hpp"
#include "record/keeper.hpp"
#include "session/options.hpp"
#include "session/progress.hpp"
#include "stage/troupe.hpp"

#include <map>
#include <memory>
#include <optional>

namespace suites::session {

class Session {
  public:
    /// Throws record::Unwritable or record::Occupied when the output folder cannot be used.
    Session(Options options, platform::Platform here, std::size_t claims);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// The one in progress; there is always exactly one while claims are put to the test.
    static Session &current();

    /// Plays the claim once and writes nothing down.
    judgement::Evidence rehearse(const Claim &claim) { return try_once(claim).evidence; }

    /// Tries the claim as often as was asked for, judges, writes down and tells. What cannot be written down breaks the
    /// run at its end.
    const record::Row &perform(const Claim &claim);

    /// Prints the summary, completes the folder when every claim came to its end; the exit status. Throws
    /// record::Unwritable.
    int finish();

  private:
    struct Tried {
        record::Row row;
        judgement::Evidence evidence;
    };
    Tried try_once(const Claim &claim);
    void tell(const Tried &tried);
    void write_down(const Tried &kept);

    Options options_;
    platform::Platform here_;
    stage::Troupe troupe_;
    std::size_t claims_;
    std::unique_ptr<record::Keeper> keeper_; ///< null: nothing is recorded
    conflict::Run matrix_;
    Progress progress_;
    std::map<std::string, record::Row> rows_;
    std::vector<double> costs_;            ///< CPU milliseconds of every trial
    std::optional<std::string> unwritten_; ///< what could not be written down first
};

} // namespace suites::session
