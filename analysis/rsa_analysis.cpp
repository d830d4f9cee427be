#include "tricky/analysis/rsa_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "normal.h"
#include "summary.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

constexpr const char* kOver = "representations";
constexpr std::size_t kFewestForInterval = 5;

struct Condition {
  std::string name;
  std::string compared_with;
  std::vector<std::string> networks;
  bool is_later = false;  ///< its networks are another condition's, trained further
};

/// Conditions that trained networks serve, those that they serve some epochs later under the names they have then.
std::vector<Condition> conditions_in(const StudyFolder& study) {
  std::vector<Condition> conditions;
  for (const std::string& name : study.run_names()) {
    const RunRecord run = read_run(study.run(name));
    if (!run.comparison) continue;
    for (const RunComparison::Served& served : run.comparison->conditions) {
      auto at = std::find_if(conditions.begin(), conditions.end(),
                             [&](const Condition& condition) { return condition.name == served.condition; });
      if (at == conditions.end()) at = conditions.insert(at, {served.condition, served.compared_with, {}});
      at->networks.push_back(served.extra_epochs == 0 ? name : later_name(name, served.extra_epochs));
      at->is_later = served.extra_epochs != 0;
    }
  }
  return conditions;
}

/// Values by pair, either order.
class Pairs {
 public:
  void add(const std::string& of, double value) { values_[of] = value; }
  std::optional<double> find(const std::string& first, const std::string& second) const {
    for (const std::string& of : {pair_name(first, second), pair_name(second, first)}) {
      if (const auto found = values_.find(of); found != values_.end()) return found->second;
    }
    return std::nullopt;
  }

 private:
  std::map<std::string, double> values_;
};

Estimate mean_to_base(const Condition& condition, const std::vector<std::string>& base, const Pairs& pairs,
                      double level) {
  const bool is_within = condition.name == condition.compared_with;
  std::vector<double> values;
  for (std::size_t i = 0; i < condition.networks.size(); ++i) {
    for (std::size_t k = is_within ? i + 1 : 0; k < base.size(); ++k) {
      if (const auto value = pairs.find(condition.networks[i], base[k])) values.push_back(*value);
    }
  }
  if (values.empty() || (!is_within && base.size() == 1)) return mean_similarity(values, level);
  Estimate estimate;
  estimate.level = level;
  estimate.n = values.size();
  estimate.value = summary_of(values).mean;
  estimate.method = "mean over pairs of networks; no interval: pairs that share networks are not independent";
  return estimate;
}

}  // namespace

Estimate mean_similarity(const std::vector<double>& values, double level) {
  Estimate estimate;
  estimate.level = level;
  estimate.n = values.size();
  if (values.empty()) {
    estimate.undefined = "none of its pairs was compared";
    return estimate;
  }
  const Summary summary = summary_of(values);
  estimate.value = summary.mean;
  estimate.method = "mean over pairs of networks; no interval: ";
  if (values.size() < kFewestForInterval) {
    estimate.method += "fewer than five networks";
  } else if (summary.highest >= 1.0 || summary.sd == 0.0) {
    estimate.method += "the networks are all alike";
  } else {
    const auto n = static_cast<double>(values.size());
    const double half = student_quantile(1.0 - (1.0 - level) / 2.0, n - 1.0) * summary.sd / std::sqrt(n);
    estimate.ci = {std::max(-1.0, summary.mean - half), std::min(1.0, summary.mean + half)};
    estimate.method = "Student's t over networks; the images stay";
  }
  return estimate;
}

std::filesystem::path rsa_file(const StudyFolder& study) { return study.reports() / "rsa" / "results.json"; }

std::vector<Result> analyse_rsa(const StudyFolder& study, double level) {
  std::vector<Result> results;
  if (!std::filesystem::exists(rsa_file(study))) return results;
  std::vector<std::string> subsets;
  std::map<std::string, Pairs> pairs;
  for (Result& result : read_results(rsa_file(study))) {
    if (result.statistic != "rsa") continue;
    if (std::find(subsets.begin(), subsets.end(), result.subset) == subsets.end()) subsets.push_back(result.subset);
    if (result.estimate.value) pairs[result.subset].add(result.of, *result.estimate.value);
    result.over = kOver;
    results.push_back(std::move(result));
  }
  if (results.empty()) throw InputError({rsa_file(study), 0, "statistic"}, "holds no rows of rsa; run tricky rsa again");
  std::vector<Condition> conditions = conditions_in(study);
  const auto networks_of = [conditions](const std::string& name) {
    const auto at = std::find_if(conditions.begin(), conditions.end(),
                                 [&](const Condition& condition) { return condition.name == name; });
    return at == conditions.end() ? std::vector<std::string>() : at->networks;
  };
  // States are not always kept for what is compared later; what nobody compared then has no row.
  std::erase_if(conditions, [&](const Condition& condition) {
    return condition.is_later && std::none_of(pairs.begin(), pairs.end(), [&](const auto& of_subset) {
             return mean_to_base(condition, networks_of(condition.compared_with), of_subset.second, level).n > 0;
           });
  });
  // Base compared with itself is no condition unless there are several of it.
  std::erase_if(conditions, [](const Condition& condition) {
    return condition.name == condition.compared_with && condition.networks.size() < 2;
  });
  const auto value_at_end = [&](const Condition& condition) {
    return mean_to_base(condition, networks_of(condition.compared_with), pairs[subsets.back()], level)
        .value.value_or(-std::numeric_limits<double>::infinity());
  };
  std::stable_sort(conditions.begin(), conditions.end(),
                   [&](const Condition& a, const Condition& b) { return value_at_end(a) > value_at_end(b); });
  for (const std::string& subset : subsets) {
    for (const Condition& condition : conditions) {
      results.push_back({"mean_rsa_to_base", condition.name, kOver, subset,
                         mean_to_base(condition, networks_of(condition.compared_with), pairs[subset], level)});
    }
  }
  return results;
}

}  // namespace tricky::analysis
