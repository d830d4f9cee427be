#pragma once

#include <span>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// The median with its distribution-free interval from order statistics (Conover 1999, section 3.2; SciPy's
/// quantile_test): [x_(l), x_(n+1-l)], l the largest rank with P(Binomial(n, 1/2) < l) <= (1 - level) / 2. There is no
/// interval below 6 values at 95 %. It takes values as independent. Undefined without values.
Estimate median_with_interval(std::span<const double> values, double level = 0.95);

/// The same of all values of a session in their order, none missing, of which successive ones resemble each other: the
/// ranks lie farther from n/2 by the square root of the factor of dependence.h, for being above or below the median.
Estimate median_of_series(std::span<const double> values, double level = 0.95);

/// How much slower or faster at the end than at the beginning, as a ratio: exp of the slope of log response time on the
/// position in the session, from -1/2 to 1/2, by least squares with Student's t. Successive response times resemble each
/// other, which makes such intervals too narrow: the variance is multiplied by (1 + r) / (1 - r), r the lag-1
/// autocorrelation of the residuals where that is positive (Bartlett 1935; analysis/dependence.h).
/// `times_s` are positive, in order; NaN where there was no response. Undefined below 4 values.
Estimate response_time_trend(std::span<const double> times_s, double level = 0.95);

/// The same slope of any measure, not as a ratio: change over the session in its own units.
Estimate linear_trend(std::span<const double> values, double level = 0.95);

/// Ratio of the geometric means of two kinds of response times, first to second, with Welch's interval on the logarithms.
/// Undefined when either has fewer than two values.
Estimate response_time_ratio(std::span<const double> first_s, std::span<const double> second_s, double level = 0.95);

}  // namespace tricky::analysis
