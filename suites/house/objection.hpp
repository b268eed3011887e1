// What a schema of ci/schema/ has against a file.
//
//     CHECK(objection("results.schema.json", file).empty());
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace house {

/// "" when the file is as the schema says; else where it is not, and by which rule.
std::string objection(const std::string &schema_name, const nlohmann::json &file);

} // namespace house
