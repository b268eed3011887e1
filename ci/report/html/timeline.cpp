#include "report/html/timeline.hpp"

#include <algorithm>
#include <map>

namespace report::html {

namespace {

/// A line of a transcript in its parts.
struct Parts {
    std::string_view who, call, answer;
};

Parts parts(std::string_view line)
{
    Parts made;
    const auto blank = std::min(line.find(' '), line.size());
    made.who = line.substr(0, blank);
    line.remove_prefix(std::min(blank + 1, line.size()));
    const auto equals = std::min(line.find(" = "), line.size());
    made.call = line.substr(0, equals);
    made.answer = line.substr(std::min(equals + 3, line.size()));
    return made;
}

/// Whether it is the kernel's no: an errno by its name.
bool refused(std::string_view answer)
{
    return answer.size() > 2 && answer.front() == 'E' && std::all_of(answer.begin(), answer.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

constexpr std::size_t most_lanes = 8;

/// As whom an actor is born: "uid 1000", or nothing where it is as the runner.
std::string_view born_as(const Trial &trial, const std::string &actor)
{
    for (const auto &line : trial.transcript) {
        const auto [who, call, answer] = parts(line.text);
        constexpr std::string_view birth = "born ";
        if (who == actor && call.starts_with(birth)) return call.substr(birth.size());
    }
    return {};
}

Markup lanes(const Trial &trial, const std::vector<std::string> &all)
{
    auto made = markup("<p class=\"lanes\">");
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto birth = born_as(trial, all[at]);
        made += markup("<span class=\"l{}\"><b>{}</b> {}</span>", std::min(at, most_lanes - 1), all[at],
                       all[at] == "host" || all[at].ends_with("-host") ? std::string_view("keeps a network namespace")
                                                                       : birth);
    }
    made += markup("</p>\n");
    return made;
}

Markup decided(const Trial &trial, std::size_t step)
{
    Markup made;
    for (const auto &finding : trial.findings) {
        if (finding.step != step) continue;
        made += markup("<small{}>decides: {}</small>", finding.holds ? Markup() : markup(" class=\"against\""),
                       finding.name);
    }
    return made;
}

} // namespace

std::vector<std::string> actors(const Trial &trial)
{
    std::vector<std::string> all;
    for (const auto &line : trial.transcript) {
        std::string who(parts(line.text).who);
        if (std::find(all.begin(), all.end(), who) == all.end()) all.push_back(std::move(who));
    }
    return all;
}

Markup timeline(const Trial &trial)
{
    const auto all = actors(trial);
    std::map<std::string_view, std::size_t> lane;
    for (std::size_t at = 0; at < all.size(); ++at)
        lane.emplace(all[at], std::min(at, most_lanes - 1));
    auto made = lanes(trial, all);
    std::string_view variant;
    bool open = false;
    for (std::size_t at = 0; at < trial.transcript.size(); ++at) {
        const auto &line = trial.transcript[at];
        if (!open || line.variant != variant) {
            variant = line.variant;
            made += markup("{}{}<ol class=\"steps\" start=\"{}\">\n", open ? markup("</ol>\n") : Markup(),
                           variant.empty() ? Markup() : markup("<p class=\"variant\">{}</p>\n", variant), at + 1);
            open = true;
        }
        const auto [who, call, answer] = parts(line.text);
        const auto mark = decided(trial, at + 1);
        // There are tens of thousands of these: each letter counts.
        made += markup("<li class={}><b>{}</b> {} {}{}\n",
                       mark.empty() ? markup("l{}", lane[who]) : markup("\"l{} decides\"", lane[who]), who, call,
                       refused(answer) ? markup("<em>= {}</em>", answer) : markup("= {}", answer), mark);
    }
    if (open) made += markup("</ol>\n");
    return made;
}

} // namespace report::html
