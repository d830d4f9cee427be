#include "value_counts.h"

#include <algorithm>
#include <array>
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

}  // namespace tricky::analysis
