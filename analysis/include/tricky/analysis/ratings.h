#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace tricky::analysis {

/// The value of a rating that was not given.
inline constexpr double kMissingRating = std::numeric_limits<double>::quiet_NaN();

/// Answers of several raters to one question on the same units (items, trials).
struct Ratings {
  std::vector<std::string> raters;
  std::size_t n_units = 0;
  std::vector<double> values;  ///< row-major: raters x units; finite, or kMissingRating

  std::span<const double> row(std::size_t rater) const { return std::span(values).subspan(rater * n_units, n_units); }
};

/// Only the two named raters, by their positions.
Ratings pair_of(const Ratings& ratings, std::size_t first, std::size_t second);

}  // namespace tricky::analysis
