#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tricky/analysis/ratings.h"

namespace tricky::analysis {

/// All values that were given, ascending.
std::vector<double> distinct_values(const Ratings& ratings);

/// How often each value was given to each of the units begin … begin + n - 1: counts[value * n + unit - begin].
/// `values` are all that were given. One comparison and one addition for each value and rating, with the widest
/// instructions of the processor.
void count_values(const Ratings& ratings, std::span<const double> values, std::size_t begin, std::size_t n,
                  std::vector<double>& counts);

}  // namespace tricky::analysis
