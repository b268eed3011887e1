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

#include <fmt/core.h>

#include <cstdio>

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
    std::filesystem::create_directories(folder);
    record::put(folder / "results.json", merged(gathered, folder));
    if (!gathered.catalogue.empty()) record::put(folder / "catalogue.json", gathered.catalogue + "\n");
    record::put(folder / "report.md", markdown(gathered, changes, options.limit));
    record::put(folder / "junit.xml", junit(gathered));
    record::put(folder / "results.ktap", ktap(gathered));
    record::put(folder / "badge.json", badge(gathered));
    record::put(folder / "report.html", html::page(gathered, reproducers(gathered)));
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
