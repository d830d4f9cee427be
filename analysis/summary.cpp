#include "summary.h"

#include <fmt/format.h>

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics.hpp>
#include <cmath>

#include "tricky/data/errors.h"

namespace tricky::analysis {

Summary summary_of(const std::vector<double>& values) {
  namespace acc = boost::accumulators;
  TRICKY_ASSERT(!values.empty());
  // tag::variance is the running form; the lazy one would lose small spreads around large means.
  acc::accumulator_set<double, acc::stats<acc::tag::mean, acc::tag::variance, acc::tag::min, acc::tag::max>> set;
  for (const double value : values) set(value);
  const auto n = static_cast<double>(values.size());
  const double sd = values.size() < 2 ? 0.0 : std::sqrt(acc::variance(set) * n / (n - 1.0));
  return {values.size(), acc::mean(set), sd, acc::min(set), acc::max(set)};
}

void add_summary_of_pairs(std::vector<Result>& results, const PairStatistic& statistic,
                          const std::vector<Estimate>& pairs, const Estimate* mean) {
  std::vector<double> values;
  for (const Estimate& pair : pairs) {
    if (pair.value) values.push_back(*pair.value);
  }
  Estimate estimate;
  estimate.n = values.size();
  estimate.method = fmt::format("over {} pair{}", values.size(), values.size() == 1 ? "" : "s");
  if (values.size() < pairs.size()) {
    estimate.method += fmt::format(", {} more are undefined", pairs.size() - values.size());
  }
  estimate.method = joined(estimate.method, statistic.note);
  const auto add = [&](const char* which, double Summary::*field, const Summary& summary) {
    if (values.empty()) {
      estimate.undefined = pairs.empty() ? "there are no pairs" : "undefined for all pairs";
    } else {
      estimate.value = summary.*field;
    }
    results.push_back({which + statistic.name, statistic.of, statistic.over, statistic.subset, estimate});
  };
  const Summary summary = values.empty() ? Summary{} : summary_of(values);
  add("mean_", &Summary::mean, summary);
  if (mean != nullptr && mean->ci) {
    Estimate& added = results.back().estimate;
    added.ci = mean->ci;
    added.level = mean->level;
    added.method = joined(mean->method, added.method);
  }
  add("lowest_", &Summary::lowest, summary);
  add("highest_", &Summary::highest, summary);
}

std::string pair_name(const std::string& first, const std::string& second) { return first + " & " + second; }

std::string joined(const std::string& method, const std::string& note) {
  return method.empty() ? note : note.empty() ? method : method + "; " + note;
}

}  // namespace tricky::analysis
