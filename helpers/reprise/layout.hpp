// C set out to be read: lines of a decent width, names made of labels.
//
//     indented(c_text(statement), "\t")      // lines that are too wide are broken behind a comma
#pragma once

#include <string>
#include <vector>

namespace reprise {

/// Breaks a text at blanks into lines of at most `most` columns: the first behind `lead`, the others behind
/// `next_lead`.
std::string wrapped(const std::string &text, const std::string &lead, const std::string &next_lead, std::size_t most);

/// Each line behind `by`.
std::string indented(const std::string &text, const std::string &by);

/// "tcp4, after neither" as tcp4_after_neither.
std::string identifier(const std::string &label);

std::string joined(const std::vector<std::string> &all, const std::string &between);

} // namespace reprise
