// A transcript but for its numbers: which steps were taken, and how they were answered.
//
//     if (covers(shape_of(one), shape_of(other))) …      // who has read the one knows the other
//
// Of what chance dealt otherwise, or which ports were free, the numbers of the findings tell.
#pragma once

#include "report/gathered.hpp"

namespace report {

struct Shape {
    struct Part {
        std::string variant, steps;
        bool operator==(const Part &) const = default;
    };
    std::vector<Part> parts; ///< by variant, in order
    bool operator==(const Shape &) const = default;
};

Shape shape_of(const Trial &trial);

/// Whether each part of the second stands in the first. What nobody did is covered by nothing.
bool covers(const Shape &whole, const Shape &part);

} // namespace report
