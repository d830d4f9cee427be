#include "value_counts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "tricky/data/errors.h"
#include "vectorised.h"

namespace tricky::analysis {

namespace {

/// Values are compared eight at a time, and counted in the eight bytes of a word.
constexpr std::size_t kFew = 8;
constexpr std::size_t kLargestByte = 255;
using FewValues = std::array<double, kFew>;

FewValues few_from(std::span<const double> values, std::size_t first) {
  FewValues few;
  few.fill(kMissingRating);  // equals nothing
  std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), std::min(kFew, values.size() - first), few.begin());
  return few;
}

TRICKY_VECTORISED std::uint64_t n_not_among(const double* ratings, std::size_t n, const FewValues& values) {
  const FewValues v = values;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t found = ratings[i] != ratings[i] ? 1 : 0;
    for (std::size_t c = 0; c < kFew; ++c) found |= ratings[i] == v[c] ? 1 : 0;
    count += found ^ 1U;
  }
  return count;
}

TRICKY_VECTORISED void add_counts(const double* __restrict ratings, std::size_t n, const FewValues& values,
                                  std::uint64_t* __restrict counts) {
  const FewValues v = values;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t count = counts[i];
    for (std::size_t c = 0; c < kFew; ++c) count += ratings[i] == v[c] ? std::uint64_t{1} << (8 * c) : 0;
    counts[i] = count;
  }
}

/// Adding 2^52 leaves a whole number in the lowest bits of a double.
constexpr double kWhole = 4503599627370496.0;
constexpr auto kWholeBits = std::bit_cast<std::uint64_t>(kWhole);
constexpr double kFarthest = 1e9;  ///< scales that begin farther from 0 are not packed: sums with 2^52 stay exact

/// Adds a rating to the bytes of its unit; 0 unless it is none of lowest … lowest + 7.
[[gnu::always_inline]] inline std::uint64_t add_rating(double rating, double moved, std::uint64_t& count) {
  const double sum = rating + moved;
  const std::uint64_t place = std::bit_cast<std::uint64_t>(sum) - kWholeBits;
  const std::uint64_t is_on_scale = (place < kFew ? 1U : 0U) & (sum - moved == rating ? 1U : 0U);
  count += is_on_scale << ((place % kFew) * 8);
  return (rating == rating ? 1U : 0U) ^ is_on_scale;
}

/// Of four raters at once, so that the units' words are read and written once; not 0 when a rating is off the scale.
TRICKY_VECTORISED std::uint64_t add_four_rows(const double* __restrict a, const double* __restrict b,
                                              const double* __restrict c, const double* __restrict d, std::size_t n,
                                              double lowest, std::uint64_t* __restrict counts) {
  const double moved = kWhole - lowest;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t count = counts[i];
    bad |= add_rating(a[i], moved, count);
    bad |= add_rating(b[i], moved, count);
    bad |= add_rating(c[i], moved, count);
    bad |= add_rating(d[i], moved, count);
    counts[i] = count;
  }
  return bad;
}

TRICKY_VECTORISED std::uint64_t add_row(const double* __restrict row, std::size_t n, double lowest,
                                        std::uint64_t* __restrict counts) {
  const double moved = kWhole - lowest;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t count = counts[i];
    bad |= add_rating(row[i], moved, count);
    counts[i] = count;
  }
  return bad;
}

/// Where a scale may begin that holds the first ratings; they rarely lack the lowest answer, and then the rest tells.
std::optional<double> lowest_of_first(const Ratings& ratings) {
  constexpr std::size_t kFirst = 4096;
  std::optional<double> lowest;
  for (std::size_t i = 0; i < std::min(kFirst, ratings.values.size()); ++i) {
    const double value = ratings.values[i];
    if (!std::isnan(value) && (!lowest || value < *lowest)) lowest = value;
  }
  if (!lowest || std::abs(*lowest) > kFarthest || *lowest != std::floor(*lowest)) return std::nullopt;
  // 0 and 1 are how scales begin.
  return *lowest > 0.0 && *lowest < 3.0 ? 0.0 : *lowest;
}

}  // namespace

std::vector<double> distinct_values(const Ratings& ratings) {
  constexpr std::size_t kBlock = 1024;
  std::vector<double> values;
  for (std::size_t begin = 0; begin < ratings.values.size(); begin += kBlock) {
    const auto block = std::span(ratings.values).subspan(begin, std::min(kBlock, ratings.values.size() - begin));
    // Answers of a scale repeat: nearly every block brings nothing new.
    if (values.size() <= kFew && n_not_among(block.data(), block.size(), few_from(values, 0)) == 0) continue;
    for (const double value : block) {
      if (std::isnan(value)) continue;
      TRICKY_ASSERT(std::isfinite(value));
      const auto place = std::lower_bound(values.begin(), values.end(), value);
      if (place == values.end() || *place != value) values.insert(place, value);
    }
  }
  return values;
}

void count_values(const Ratings& ratings, std::span<const double> values, std::size_t begin, std::size_t n,
                  std::vector<double>& counts) {
  counts.assign(values.size() * n, 0.0);
  std::vector<std::uint64_t> packed(n);
  for (std::size_t first = 0; first < values.size(); first += kFew) {
    const FewValues few = few_from(values, first);
    const std::size_t n_few = std::min(kFew, values.size() - first);
    for (std::size_t rater = 0; rater < ratings.raters.size();) {
      std::fill(packed.begin(), packed.end(), 0);
      const std::size_t end = std::min(rater + kLargestByte, ratings.raters.size());
      for (; rater < end; ++rater) add_counts(ratings.row(rater).data() + begin, n, few, packed.data());
      for (std::size_t c = 0; c < n_few; ++c) {
        double* const of_value = counts.data() + (first + c) * n;
        for (std::size_t unit = 0; unit < n; ++unit) {
          of_value[unit] += static_cast<double>((packed[unit] >> (8 * c)) & 0xFFU);
        }
      }
    }
  }
}

std::optional<PackedCounts> count_on_short_scale(const Ratings& ratings) {
  const std::size_t n_raters = ratings.raters.size();
  const auto lowest = n_raters > kLargestByte ? std::nullopt : lowest_of_first(ratings);
  if (!lowest) return std::nullopt;
  // A stretch of each row at a time: the counts stay in the nearest cache, and memory is read in order.
  constexpr std::size_t kStretch = 2048;
  PackedCounts counts{*lowest, std::vector<std::uint64_t>(ratings.n_units)};
  for (std::size_t begin = 0; begin < ratings.n_units; begin += kStretch) {
    const std::size_t n = std::min(kStretch, ratings.n_units - begin);
    std::uint64_t* const units = counts.units.data() + begin;
    const auto row = [&](std::size_t rater) { return ratings.values.data() + rater * ratings.n_units + begin; };
    std::uint64_t bad = 0;
    std::size_t rater = 0;
    for (; rater + 4 <= n_raters; rater += 4)
      bad |= add_four_rows(row(rater), row(rater + 1), row(rater + 2), row(rater + 3), n, *lowest, units);
    for (; rater < n_raters; ++rater) bad |= add_row(row(rater), n, *lowest, units);
    if (bad != 0) return std::nullopt;
  }
  return counts;
}

}  // namespace tricky::analysis
