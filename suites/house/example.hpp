// Findings, trials and platforms as the tests of the house make them up.
//
//     const Case trial{.claim = "some.claim", .findings = {contrast("EACCES"), expectation("ok").seen("EPERM")}};
//     judge(trial, linux_of({6, 1, 0}), {});
#pragma once

#include "judgement/evidence.hpp"
#include "record/row.hpp"

#include <string>

namespace house {

/// A finding in the making.
struct Made {
    judgement::Finding finding;

    /// Seen instead of what was expected.
    [[nodiscard]] Made seen(std::string text) const;
    [[nodiscard]] Made in(std::string variant) const;
    [[nodiscard]] Made named(std::string name) const;
    operator judgement::Finding() const { return finding; } // NOLINT(google-explicit-constructor): a list of these
};

/// Each holds, until it is said to be seen otherwise.
Made expectation(const std::string &answer);
Made contrast(const std::string &answer);
Made premise(const std::string &answer);

/// A platform of that version that offers one thing and lacks another.
platform::Platform linux_of(platform::Kernel kernel);

/// A trial of two variants with a divergence, a gap and a statistic; and what the record keeps of it.
judgement::Evidence evidence(std::string claim);
record::Row row(const judgement::Evidence &evidence, judgement::Result result);

} // namespace house
