#include "kernels/plan.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

#include <fnmatch.h>

namespace kernels {

using nlohmann::json;

namespace {

constexpr std::array engines{Engine::qemu, Engine::gvisor, Engine::uml, Engine::host};

Engine engine_named(const std::string &text)
{
    const auto *const found = std::find_if(engines.begin(), engines.end(), [&](auto one) { return name(one) == text; });
    if (found == engines.end()) throw Senseless("no engine '" + text + "': there are qemu, gvisor, uml and host");
    return *found;
}

Row row_from(const json &file)
{
    static const std::set<std::string> words{"name", "engine", "series", "version", "kernel", "modules", "platform"};
    for (const auto &[key, value] : file.items()) {
        if (!words.contains(key)) throw Senseless("a row knows no '" + key + "'");
    }
    Row row{.name = file.at("name"),
            .engine = engine_named(file.at("engine")),
            .series = file.value("series", ""),
            .version = file.value("version", ""),
            .kernel = file.value("kernel", ""),
            .modules = file.value("modules", ""),
            .platform = file.value("platform", "")};
    const bool from_archive = !row.series.empty() || !row.version.empty();
    if (row.engine == Engine::host) {
        if (from_archive || !row.kernel.empty()) throw Senseless(row.name + ": the host has the kernel it has");
    } else if (from_archive == !row.kernel.empty()) {
        throw Senseless(row.name + ": either a series or a version of the archive, or a kernel of its own");
    }
    return row;
}

} // namespace

std::string_view name(Engine engine)
{
    switch (engine) {
    case Engine::qemu: return "qemu";
    case Engine::gvisor: return "gvisor";
    case Engine::uml: return "uml";
    case Engine::host: break;
    }
    return "host";
}

Plan read_plan(const std::filesystem::path &path)
try {
    std::ifstream stream(path);
    if (!stream) throw Senseless("it cannot be opened");
    const auto file = json::parse(stream);
    constexpr int schema = 1;
    if (file.at("schema") != schema) throw Senseless("this program reads schema 1");
    Plan plan{.suites = file.value("suites", std::vector<std::string>{}),
              .sources = file.value("sources", std::vector<std::string>{}),
              .rows = {}};
    std::set<std::string> names;
    for (const auto &one : file.at("rows")) {
        plan.rows.push_back(row_from(one));
        if (!names.insert(plan.rows.back().name).second) throw Senseless("two rows called " + plan.rows.back().name);
    }
    return plan;
} catch (const json::exception &reason) {
    throw Senseless(path.string() + ": " + reason.what());
} catch (const Senseless &reason) {
    throw Senseless(path.string() + ": " + reason.what());
}

std::vector<Row> chosen(const Plan &plan, const std::vector<std::string> &globs)
{
    const auto matches = [](const std::string &glob, const Row &row) {
        return fnmatch(glob.c_str(), row.name.c_str(), 0) == 0;
    };
    for (const auto &glob : globs) {
        if (std::none_of(plan.rows.begin(), plan.rows.end(), [&](const auto &row) { return matches(glob, row); }))
            throw Senseless("no row is called '" + glob + "'; --list names them");
    }
    std::vector<Row> rows;
    for (const auto &row : plan.rows) {
        if (globs.empty() ||
            std::any_of(globs.begin(), globs.end(), [&](const auto &glob) { return matches(glob, row); }))
            rows.push_back(row);
    }
    return rows;
}

} // namespace kernels
