#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/estimate.h"
#include "tricky/data/random.h"

namespace tricky::analysis {

/// How an interval is read off the draws: their quantiles, or quantiles moved for bias and skewness (BCa).
enum class IntervalKind { percentile, bca };

struct BootstrapOptions {
  std::uint64_t seed = 1;
  int draws = 2000;  ///< 0: no interval
  double level = 0.95;
  IntervalKind kind = IntervalKind::bca;
};

/// The statistic with each member of a resampled factor (items, observers) left out; NaN where it is then undefined.
struct LeaveOneOut {
  std::vector<double> values;
  std::vector<double> counts;  ///< how many members each value stands for; empty: one each
};

/// Acceleration of BCa from the statistic with each member of a factor left out (Efron and Tibshirani 1993, 14.15),
/// over all resampled factors f of n_f members (Davison and Hinkley 1997, section 5.3; what SciPy does for several
/// samples):
///
///   a = 1/6 sum_f sum_i (u_fi / n_f)^3 / (sum_f sum_i (u_fi / n_f)^2)^1.5,   u_fi = (n_f - 1) (mean_f - value_fi).
///
/// Undefined values are left out. 0 when nothing varies.
double acceleration(std::span<const LeaveOneOut> factors);

/// Gives `estimate` its interval from bootstrap draws, with quantiles interpolated linearly between them. Percentile:
/// the quantiles at (1 -+ level) / 2. BCa (Efron 1987): those at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z the normal
/// quantiles at (1 -+ level) / 2, z0 that of the share of draws below the estimate (ties count half), a the
/// acceleration.
///
/// `method` becomes "WHAT, N draws, BCa". Draws that are NaN were undefined: they are left out and counted in `method`;
/// fewer than half of the draws give no interval. When all draws lie on one side of the estimate BCa does not exist:
/// then percentiles are given, and `method` says so. An estimate without a value, or no draws, stays as it is.
void set_interval(Estimate& estimate, std::vector<double> draws, double acceleration, const std::string& what,
                  const BootstrapOptions& options);

/// How often each of n members is in one draw of n with replacement.
std::vector<std::uint32_t> draw_counts(RandomStream& random, std::size_t n);

/// The random numbers of draw `draw` of the bootstrap called `name`: they depend on these and the seed alone.
RandomStream draw_stream(std::uint64_t seed, std::string_view name, std::uint32_t draw = 0);

}  // namespace tricky::analysis
