#include "tricky/analysis/krippendorff_alpha.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "packed_counts.h"
#include "tricky/data/errors.h"
#include "value_counts.h"
#include "vectorised.h"

namespace tricky::analysis {

namespace {

constexpr std::array<std::string_view, 4> kLevels{"nominal", "ordinal", "interval", "ratio"};

/// Units that are counted at a time: their counts stay in the cache, and memory is read in long stretches.
constexpr std::size_t kBlockUnits = 4096;
constexpr std::size_t kPackedBlockUnits = 512;  ///< of these the products, too, find the counts in the nearest cache

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

namespace {

/// Sums side by side: the compiler may not reorder one long sum, so it would wait for each addition.
constexpr std::size_t kLanes = 16;

TRICKY_VECTORISED double sum_of_products(const double* __restrict a, const double* __restrict b, std::size_t n) {
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  }
  double total = 0.0;
  for (; i < n; ++i) total += a[i] * b[i];
  for (const double lane : lanes) total += lane;
  return total;
}

TRICKY_VECTORISED void add_to(double* __restrict sums, const double* __restrict a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) sums[i] += a[i];
}

TRICKY_VECTORISED void multiply(const double* __restrict a, const double* __restrict b, std::size_t n,
                                double* __restrict products) {
  for (std::size_t i = 0; i < n; ++i) products[i] = a[i] * b[i];
}

/// From how many values units have to one over one fewer, below two values 0. Returns how many units have two or more.
TRICKY_VECTORISED std::uint64_t numbers_to_weights(double* numbers, std::size_t n) {
  std::uint64_t n_pairable = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_pairable = numbers[i] >= 2.0;
    n_pairable += is_pairable ? 1 : 0;
    numbers[i] = (is_pairable ? 1.0 : 0.0) / (is_pairable ? numbers[i] - 1.0 : 1.0);
  }
  return n_pairable;
}

/// One byte of each unit's word; by way of 32 bits, which every instruction set converts.
TRICKY_VECTORISED void unpack_byte(const std::uint64_t* __restrict units, unsigned shift, std::size_t n,
                                   double* __restrict counts) {
  for (std::size_t i = 0; i < n; ++i) counts[i] = static_cast<std::int32_t>(units[i] >> shift & 0xFFU);
}

/// Adds up coincidences from counts of values in units, a block of units at a time.
class Coincidences {
 public:
  explicit Coincidences(std::size_t n_values) : n_values_(n_values), sums_(n_values * n_values) {}

  /// counts[value * n + unit];
  void add(const std::vector<double>& counts, std::size_t n) {
    weights_.assign(n, 0.0);
    weighted_.resize(n);
    for (std::size_t c = 0; c < n_values_; ++c) add_to(weights_.data(), counts.data() + c * n, n);
    n_units_ += numbers_to_weights(weights_.data(), n);
    for (std::size_t c = 0; c < n_values_; ++c) {
      const double* const of_c = counts.data() + c * n;
      multiply(of_c, weights_.data(), n, weighted_.data());
      // n_c (n_c - 1), and n_c n_k.
      sums_[c * n_values_ + c] +=
          sum_of_products(weighted_.data(), of_c, n) - sum_of_products(of_c, weights_.data(), n);
      for (std::size_t k = c + 1; k < n_values_; ++k)
        sums_[c * n_values_ + k] += sum_of_products(weighted_.data(), counts.data() + k * n, n);
    }
  }

  CoincidenceMatrix of(std::vector<double> values) && {
    for (std::size_t c = 0; c < n_values_; ++c) {
      for (std::size_t k = 0; k < c; ++k) sums_[c * n_values_ + k] = sums_[k * n_values_ + c];
    }
    return {std::move(values), std::move(sums_), n_units_};
  }

 private:
  std::size_t n_values_;
  std::vector<double> sums_;
  std::size_t n_units_ = 0;
  std::vector<double> weights_;
  std::vector<double> weighted_;
};

CoincidenceMatrix from_packed(const PackedCounts& packed) {
  // Answers that nobody gave are no values of the matrix.
  constexpr unsigned kBytes = 8;
  std::uint64_t given = 0;
  for (const std::uint64_t unit : packed.units) given |= unit;
  std::vector<double> values;
  std::vector<unsigned> shifts;
  for (unsigned byte = 0; byte < kBytes; ++byte) {
    if ((given >> (8 * byte) & 0xFFU) == 0) continue;
    values.push_back(packed.lowest + byte);
    shifts.push_back(8 * byte);
  }
  Coincidences coincidences(values.size());
  std::vector<double> counts;
  for (std::size_t begin = 0; begin < packed.units.size(); begin += kPackedBlockUnits) {
    const std::size_t n = std::min(kPackedBlockUnits, packed.units.size() - begin);
    counts.resize(values.size() * n);
    for (std::size_t c = 0; c < values.size(); ++c)
      unpack_byte(packed.units.data() + begin, shifts[c], n, counts.data() + c * n);
    coincidences.add(counts, n);
  }
  return std::move(coincidences).of(std::move(values));
}

}  // namespace

CoincidenceMatrix coincidence_matrix(const Ratings& ratings) {
  TRICKY_ASSERT(ratings.values.size() == ratings.raters.size() * ratings.n_units);
  if (const auto packed = count_on_short_scale(ratings)) return from_packed(*packed);
  std::vector<double> values = distinct_values(ratings);
  Coincidences coincidences(values.size());
  std::vector<double> counts;  // values x units of a block
  for (std::size_t begin = 0; begin < ratings.n_units; begin += kBlockUnits) {
    const std::size_t n = std::min(kBlockUnits, ratings.n_units - begin);
    count_values(ratings, values, begin, n, counts);
    coincidences.add(counts, n);
  }
  return std::move(coincidences).of(std::move(values));
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
