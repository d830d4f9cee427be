#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Ratings on a scale of eight successive whole numbers at most, by at most 255 raters, counted in one pass: a byte of a
/// unit's word for each answer, so that a rating costs one shift and one addition, whatever the number of answers.
struct PackedCounts {
  double lowest = 0.0;               ///< the answer that the lowest byte counts; the next byte counts lowest + 1, …
  std::vector<std::uint64_t> units;  ///< one word a unit
};
/// Nothing when the ratings are not of this kind; `distinct_values` and `count_values` take any.
std::optional<PackedCounts> count_on_short_scale(const Ratings& ratings);

}  // namespace tricky::analysis
