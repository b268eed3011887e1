// All that was gathered in one results.json, of the form for several platforms.
//
//     record::put(folder / "results.json", merged(gathered, folder));
//
// What lies beside the results, evidence above all, stays where it is: the rows name it from the new folder.
#pragma once

#include "report/gathered.hpp"

#include <filesystem>

namespace report {

std::string merged(const Gathered &gathered, const std::filesystem::path &folder);

} // namespace report
