#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tricky/analysis/ratings.h"

namespace tricky::analysis {

/// Ratings on a scale of eight successive whole numbers at most, by at most 255 raters, counted in one pass: a byte of
/// a unit's word for each answer, whatever the number of answers. Reading the ratings from memory is what takes the
/// time.
struct PackedCounts {
  double lowest = 0.0;               ///< the answer that the lowest byte counts; the next byte counts lowest + 1, …
  std::vector<std::uint64_t> units;  ///< one word a unit
};

enum class Instructions { portable, avx512 };
Instructions best_instructions();  ///< of this processor

/// Nothing when the ratings are not of this kind; `distinct_values` and `count_values` take any. The counts are the
/// same with all instructions.
std::optional<PackedCounts> count_on_short_scale(const Ratings& ratings,
                                                 Instructions instructions = best_instructions());

}  // namespace tricky::analysis
