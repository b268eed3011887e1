// The parts a page is made of; each is a pure function of what was gathered.
//
//     page += overview(view);
#pragma once

#include "report/article.hpp"
#include "report/gathered.hpp"
#include "report/headline.hpp"
#include "report/markup.hpp"
#include "report/reproducers.hpp"
#include "report/standing.hpp"

#include <map>

namespace report::html {

/// What the parts look at, thought through once.
struct View {
    const Gathered &gathered;
    std::vector<Headline> headlines; ///< of each platform
    std::vector<Stood> standings;
    std::vector<Article> articles;
    std::map<std::string, std::vector<Group>> groups; ///< of each claim, by its id
    const Reproducers &reproducers;

    View(const Gathered &of, const Reproducers &with);
};

Markup overview(const View &view);
Markup matrix(const View &view);
Markup statements(const View &view);
Markup conflicts(const View &view);
Markup findings(const View &view);
Markup advisor(const View &view);
Markup platforms(const View &view);
Markup claims(const View &view);

/// Whether any platform left a matrix of bind conflicts.
bool played_conflicts(const Gathered &gathered);

/// With scripting the browser takes it for a text, which is soon read, and the script makes a part of the page of it
/// when what it names is asked for: it is named so, or has such a beginning up to a colon ("findings finding:"). To
/// make all of them beforehand would keep everybody waiting for seconds.
Markup when_asked_for(std::string_view names, const Markup &part);

/// A claim's sentence, leading to its page.
Markup link(const Claim &claim);
/// "fail" with its sign, coloured.
Markup badge(Outcome outcome, bool surprise = false);
/// The one letter that styles go by.
std::string_view letter(Outcome outcome);
/// "a", "b", … for groups of a claim that have the outcome in common and differ in what was seen; "" where all of that
/// outcome saw the same, whatever the reason, and where a group tried too little to tell with which others it agrees.
std::string group_letter(const std::vector<Group> &groups, std::size_t at);
/// The group before this one whose transcript tells its steps and answers too; nothing where it has to be told itself.
std::optional<std::size_t> shown_before(const std::vector<Group> &groups, std::size_t at);
/// The place of the group that holds the platform.
std::size_t group_of(const std::vector<Group> &groups, std::size_t platform);

} // namespace report::html
