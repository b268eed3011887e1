// What several runs found, side by side: platforms, claims, and what each claim came to on each platform.
//
//     for (const auto &claim : gathered.claims)
//         if (const auto &cell = claim.cells[column]) std::cout << claim.id << ' ' << name(cell->outcome);
//
// It is what was read and nothing that was thought of it since. Whatever is text in it came from outside, and is only
// ever written by a writer that escapes it.
#pragma once

#include "report/outcome.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

/// A statement of one of the documents.
struct Statement {
    std::string id, document, section, says, untestable;
};

/// A divergence or refutation that was known when the run was made.
struct Prediction {
    std::string kind, claim, finding, variant, instead, where, documented_on, because, source;
    bool operator==(const Prediction &) const = default;
};

struct Conflicts;
struct MatrixRow;

struct Feature {
    std::string name, found;
    bool available = false;
};

struct Platform {
    std::string label, kind, release, build, machine, kernel, standing;
    std::string ran_in; ///< what carried the kernel; "" where the run did not say
    std::vector<Feature> features;
    std::optional<std::uint64_t> seed;
    bool complete = true;
    std::string file;                           ///< the results it was read from
    std::string conflict_file;                  ///< its matrix of bind conflicts; "" where the run left none
    std::shared_ptr<const Conflicts> conflicts; ///< null where there is none, or none that can be read
    std::shared_ptr<const MatrixRow> row;       ///< of the matrix of kernels; null where it was run by itself
};

/// Who got how many, and what that was held against.
struct Statistic {
    std::string name;
    double value = 0, bound = 0, false_alarm = 0;
    std::uint64_t flows = 0;
    std::vector<std::pair<std::string, std::uint64_t>> counts;
};

struct Finding {
    std::string_view role, variant, name, seen;
    std::vector<std::string_view> expected;
    bool holds = true;
    std::size_t step = 0;
    std::optional<Statistic> statistic;
};

struct Gap {
    std::string variant, missing, found;
};

struct Line {
    std::string_view variant, text;
    bool operator==(const Line &) const = default;
};

/// What one trial left behind. There are thousands of them, with half a million texts: those of findings and lines lie
/// in the file as it was read.
struct Trial {
    std::unique_ptr<const char[]> file;
    std::vector<Finding> findings;
    std::vector<Gap> gaps;
    std::vector<Line> transcript;
    std::vector<std::pair<std::string, std::string>> programs; ///< real ones that played in it, with their versions
    std::string unstable; ///< how it differs from an earlier trial of the same run; "" where it does not
    std::uint64_t seed = 0;
};

/// One claim on one platform.
struct Cell {
    Outcome outcome = Outcome::broken;
    bool surprise = false;
    std::string documented, seen, because;
    std::vector<std::string> sources;
    std::optional<Gap> not_observed;
    std::vector<Gap> partly_not_observed;
    unsigned trials = 1;
    double cpu_ms = 0, wall_ms = 0;
    std::string evidence;               ///< where it lies; "" where none was kept
    std::shared_ptr<const Trial> trial; ///< null where there is no evidence, or none that can be read
    std::string no_trial;               ///< then why
};

struct Claim {
    std::string id, sentence, chapter, topic;
    std::vector<std::string> statements;
    std::vector<std::optional<Cell>> cells; ///< one for each platform; nothing where it was not tried
};

struct Gathered {
    std::vector<Platform> platforms; ///< by kind and version
    std::vector<Claim> claims;       ///< by topic, then by id
    std::vector<Statement> statements;
    std::vector<Prediction> predictions;
    std::string catalogue; ///< as the first run that kept one wrote it; "" where none did
    std::vector<std::shared_ptr<const MatrixRow>> absent; ///< rows of the matrix of kernels that left no results
    std::vector<std::string> unread;                      ///< what lay beside the results and cannot be read, and why

    [[nodiscard]] const Statement *statement(const std::string &id) const;
    [[nodiscard]] const Claim *claim(const std::string &id) const;
};

} // namespace report
