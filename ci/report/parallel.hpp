// The same work for many things, shared among the processors.
//
//     parallel(files.size(), [&](std::size_t at) { runs[at] = read_run(files[at]); });
#pragma once

#include <cstddef>
#include <functional>

namespace report {

/// Calls it once for each number below `count`, in any order and several at a time. Throws what the work threw.
void parallel(std::size_t count, const std::function<void(std::size_t)> &work);

} // namespace report
