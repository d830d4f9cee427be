#include "tricky/analysis/krippendorff_alpha.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tricky/data/errors.h"
#include "value_counts.h"

namespace tricky::analysis {

namespace {

constexpr std::array<std::string_view, 4> kLevels{"nominal", "ordinal", "interval", "ratio"};

/// Units that are counted at a time: their counts stay in the cache, and memory is read in long stretches.
constexpr std::size_t kBlockUnits = 4096;

std::vector<double> row_sums(const CoincidenceMatrix& matrix) {
  std::vector<double> sums(matrix.values.size());
  for (std::size_t c = 0; c < sums.size(); ++c) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[c] += matrix.at(c, k);
  }
  return sums;
}

/// Leaving units out of a matrix leaves rounding errors where nothing is left.
std::ptrdiff_t n_given_values(const std::vector<double>& sums) {
  return std::count_if(sums.begin(), sums.end(), [](double sum) { return sum > 1e-9; });
}

}  // namespace

std::string_view to_text(MeasurementLevel level) { return kLevels[static_cast<std::size_t>(level)]; }

CoincidenceMatrix coincidence_matrix(const Ratings& ratings) {
  TRICKY_ASSERT(ratings.values.size() == ratings.raters.size() * ratings.n_units);
  CoincidenceMatrix matrix;
  matrix.values = distinct_values(ratings);
  const std::size_t n_values = matrix.values.size();
  matrix.coincidences.resize(n_values * n_values);
  std::vector<double> counts;  // values x units of a block
  for (std::size_t begin = 0; begin < ratings.n_units; begin += kBlockUnits) {
    const std::size_t n_block = std::min(kBlockUnits, ratings.n_units - begin);
    count_values(ratings, matrix.values, begin, n_block, counts);
    for (std::size_t unit = 0; unit < n_block; ++unit) {
      double n_given = 0.0;
      for (std::size_t c = 0; c < n_values; ++c) n_given += counts[c * n_block + unit];
      if (n_given < 2.0) continue;
      ++matrix.n_units;
      for (std::size_t c = 0; c < n_values; ++c) {
        const double count = counts[c * n_block + unit];
        if (count == 0.0) continue;
        for (std::size_t k = 0; k < n_values; ++k) {
          const double other = counts[k * n_block + unit] - (c == k ? 1.0 : 0.0);
          matrix.coincidences[c * n_values + k] += count * other / (n_given - 1.0);
        }
      }
    }
  }
  return matrix;
}

double alpha_or_nan(const CoincidenceMatrix& matrix, MeasurementLevel level) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> sums = row_sums(matrix);
  const std::size_t n_values = sums.size();
  if (n_given_values(sums) < 2) return kNone;
  if (level == MeasurementLevel::ratio && matrix.values.front() < 0.0) return kNone;
  double n = 0.0;
  for (const double sum : sums) n += sum;
  double observed = 0.0;
  double expected = 0.0;
  for (std::size_t c = 0; c < n_values; ++c) {
    double between = sums[c];  // n_g summed from c to k
    for (std::size_t k = c + 1; k < n_values; ++k) {
      between += sums[k];
      double difference = 1.0;
      switch (level) {
        case MeasurementLevel::nominal: break;
        case MeasurementLevel::ordinal: difference = between - (sums[c] + sums[k]) / 2.0; break;
        case MeasurementLevel::interval: difference = matrix.values[c] - matrix.values[k]; break;
        case MeasurementLevel::ratio:
          difference = (matrix.values[c] - matrix.values[k]) / (matrix.values[c] + matrix.values[k]);
          break;
      }
      observed += matrix.at(c, k) * difference * difference;
      expected += sums[c] * sums[k] * difference * difference;
    }
  }
  return 1.0 - (n - 1.0) * observed / expected;
}

Estimate krippendorff_alpha(const CoincidenceMatrix& matrix, MeasurementLevel level) {
  Estimate estimate;
  estimate.n = matrix.n_units;
  if (matrix.n_units == 0) {
    estimate.undefined = "no item was rated by two raters";
  } else if (n_given_values(row_sums(matrix)) < 2) {
    estimate.undefined = "all ratings are the same, so raters could not have disagreed";
  } else if (level == MeasurementLevel::ratio && matrix.values.front() < 0.0) {
    estimate.undefined = "the ratio level needs values of 0 or more";
  } else {
    estimate.value = alpha_or_nan(matrix, level);
  }
  return estimate;
}

Estimate krippendorff_alpha(const Ratings& ratings, MeasurementLevel level) {
  return krippendorff_alpha(coincidence_matrix(ratings), level);
}

}  // namespace tricky::analysis
