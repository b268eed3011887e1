// One line about all platforms, in the form that shields.io calls an endpoint (ci/schema/badge.schema.json).
#pragma once

#include "report/gathered.hpp"

namespace report {

std::string badge(const Gathered &gathered);

} // namespace report
