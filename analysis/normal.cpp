#include "normal.h"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace tricky::analysis {

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double share) { return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * share); }

double student_quantile(double share, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), share);
}

double two_sided_p(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

}  // namespace tricky::analysis
