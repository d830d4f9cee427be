#pragma once

#include <cstddef>
#include <vector>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Mean and spread of a few numbers.
struct Summary {
  std::size_t n = 0;
  double mean = 0.0;
  double sd = 0.0;  ///< with n - 1; 0 for a single number
  double lowest = 0.0;
  double highest = 0.0;
};

/// There must be a number.
Summary summary_of(const std::vector<double>& values);

/// "mean_NAME", "lowest_NAME" and "highest_NAME" of the estimates that have a value, as three results. When some have
/// none, `method` says how many; when none has one, the three are undefined. `mean` brings the mean's interval and how
/// it was made; it is of the same value.
struct PairStatistic {
  std::string name;  ///< "kappa"
  std::string of;
  std::string over;
  std::string subset;
  std::string note;  ///< what was left out, appended to `method`; may be empty
};
void add_summary_of_pairs(std::vector<Result>& results, const PairStatistic& statistic,
                          const std::vector<Estimate>& pairs, const Estimate* mean = nullptr);

/// "A & B".
std::string pair_name(const std::string& first, const std::string& second);

/// Two parts of a `method`, either of which may be empty.
std::string joined(const std::string& method, const std::string& note);

}  // namespace tricky::analysis
