// report: makes the compatibility report, and compares results. See --help.

#include "record/file.hpp"
#include "report/badge.hpp"
#include "report/difference.hpp"
#include "report/fields.hpp"
#include "report/gather.hpp"
#include "report/html/page.hpp"
#include "report/junit.hpp"
#include "report/ktap.hpp"
#include "report/markdown.hpp"
#include "report/merged.hpp"
#include "report/options.hpp"
#include "report/parallel.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <functional>

namespace {

using namespace report;

int compare(const Options &options)
{
    const auto changes = differences(gather({options.files[0]}), gather({options.files[1]}));
    fmt::print("{}", text(changes));
    return changes.empty() ? done : changed;
}

int make(const Options &options)
{
    const auto gathered = gather(options.files);
    std::optional<std::vector<Difference>> changes;
    if (options.baseline) changes = differences(gather({*options.baseline}), gathered);

    const auto &folder = options.output;
    const std::vector<std::pair<const char *, std::function<std::string()>>> forms{
        {"report.html", [&] { return html::page(gathered, reproducers(gathered)); }},
        {"results.json", [&] { return merged(gathered, folder); }},
        {"report.md", [&] { return markdown(gathered, changes, options.limit); }},
        {"junit.xml", [&] { return junit(gathered); }},
        {"results.ktap", [&] { return ktap(gathered); }},
        {"badge.json", [&] { return badge(gathered); }}};
    std::filesystem::create_directories(folder);
    parallel(forms.size(), [&](std::size_t at) { record::put(folder / forms[at].first, forms[at].second()); });
    if (!gathered.catalogue.empty()) record::put(folder / "catalogue.json", gathered.catalogue);
    fmt::print("report: {}\n", (folder / "report.html").string());
    return done;
}

} // namespace

int main(int count, char **arguments)
{
    const auto read = read_options(count, arguments);
    if (!read.options) return read.status;
    try {
        return read.options->compare ? compare(*read.options) : make(*read.options);
    } catch (const std::exception &reason) {
        fmt::print(stderr, "report: {}\n", reason.what());
        return failed;
    }
}
