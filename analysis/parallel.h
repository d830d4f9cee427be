#pragma once

#include <cstddef>
#include <functional>

namespace tricky::analysis {

/// Calls work(i) for i = 0 … n - 1, spread over the processors, and returns when all are done. Each i must write to a
/// place of its own, so that results do not depend on the number of processors. The first exception is passed on.
void in_parallel(std::size_t n, const std::function<void(std::size_t)>& work);

}  // namespace tricky::analysis
