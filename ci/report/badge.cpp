#include "report/badge.hpp"

#include "report/headline.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace report {

std::string badge(const Gathered &gathered)
{
    const auto all = counts(gathered);
    std::string message = fmt::format("as foreseen on {} platform{}", gathered.platforms.size(),
                                      gathered.platforms.size() == 1 ? "" : "s");
    const char *colour = "brightgreen";
    if (all.judged() == 0) {
        message = "nothing observed";
        colour = "lightgrey";
    }
    if (all.broken > 0) {
        message = fmt::format("{} broken", all.broken);
        colour = "orange";
    }
    if (all.surprises > 0) {
        message = fmt::format("{} surprise{}", all.surprises, all.surprises == 1 ? "" : "s");
        colour = "red";
    }
    const nlohmann::json file{{"schemaVersion", 1}, {"label", "port sharing"}, {"message", message}, {"color", colour}};
    return file.dump(1) + "\n";
}

} // namespace report
