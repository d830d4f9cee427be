#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "tricky/analysis/ratings.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// What may be concluded from two different values: that they differ, which is larger, by how much, by what ratio.
enum class MeasurementLevel { nominal, ordinal, interval, ratio };
inline constexpr std::array kMeasurementLevels{MeasurementLevel::nominal, MeasurementLevel::ordinal,
                                               MeasurementLevel::interval, MeasurementLevel::ratio};
std::string_view to_text(MeasurementLevel level);

/// How often each pair of values was given to the same unit by different raters:
///
///   o_ck = sum over units u of (n_uc (n_uk - [c = k])) / (m_u - 1),
///
/// n_uc: raters that gave value c to u, m_u: raters that gave u any value. Units with fewer than two values are left
/// out.
struct CoincidenceMatrix {
  std::vector<double> values;        ///< ascending
  std::vector<double> coincidences;  ///< row-major, values x values, symmetric
  std::size_t n_units = 0;           ///< with two values or more

  double at(std::size_t c, std::size_t k) const { return coincidences[c * values.size() + k]; }
};
CoincidenceMatrix coincidence_matrix(const Ratings& ratings);

/// Krippendorff's alpha (Krippendorff 2019, Content Analysis, chapter 12; Hayes and Krippendorff 2007):
///
///   alpha = 1 - (n - 1) sum o_ck d_ck / sum n_c n_k d_ck     (sums over c < k),
///
/// n_c: row sums of the coincidence matrix, n their total, d_ck the squared difference of the level:
/// nominal [c != k]; ordinal (sum of n_g for g from c to k, less (n_c + n_k)/2)^2; interval (c - k)^2;
/// ratio ((c - k)/(c + k))^2. Any number of raters, any missing values. n of the estimate counts the units with two
/// values or more.
///
/// Undefined when no unit has two values, when all values are the same (nothing could have disagreed), and at the ratio
/// level when there are values below 0.
Estimate krippendorff_alpha(const CoincidenceMatrix& matrix, MeasurementLevel level);
Estimate krippendorff_alpha(const Ratings& ratings, MeasurementLevel level);

/// The same value without its reason: NaN where it is undefined. For draws.
double alpha_or_nan(const CoincidenceMatrix& matrix, MeasurementLevel level);

}  // namespace tricky::analysis
