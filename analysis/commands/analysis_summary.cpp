#include "commands/analysis_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::analysis {

namespace {

constexpr std::array<std::string_view, 17> kOfGroups{"mean_kappa_null",
                                                     "mean_kappa_without_pair",
                                                     "mean_kappa_drop",
                                                     "mean_accuracy",
                                                     "sd_accuracy",
                                                     "mean_kappa",
                                                     "lowest_kappa",
                                                     "highest_kappa",
                                                     "share_trivial",
                                                     "share_in_between",
                                                     "share_impossible",
                                                     "mean_pearson",
                                                     "lowest_pearson",
                                                     "highest_pearson",
                                                     "mean_alpha_ordinal",
                                                     "joint_alpha_ordinal",
                                                     "network_accuracy_observer_mean"};

bool is_of_group(const Result& result) {
  // Of training what stands for a condition at the last epoch; the rest would fill pages.
  if (result.over == "training" || result.subset.ends_with(" networks")) return false;
  if (result.over.starts_with("conditions")) return result.statistic == "mean_kappa_to_base";
  return std::find(kOfGroups.begin(), kOfGroups.end(), result.statistic) != kOfGroups.end();
}

std::string value_text(const Estimate& estimate) {
  std::string text = fmt::format("{:8.4f}", *estimate.value);
  if (estimate.ci) text += fmt::format("  [{:.4f}, {:.4f}]", estimate.ci->first, estimate.ci->second);
  return text + fmt::format("  n = {}", with_thousands(static_cast<std::int64_t>(estimate.n)));
}

/// "items (38 networks)": what a group's results are over and how many decision makers it has.
std::string title_text(const StudyAnalysis& analysis, const std::string& over) {
  std::size_t n_makers = 0;
  std::string who;
  for (const Result& result : analysis.results) {
    if (result.over != over) continue;
    n_makers += result.statistic == "accuracy" ? 1 : 0;
    if (result.statistic == "mean_accuracy") who = result.of;
  }
  if (n_makers == 0) return over;
  if (n_makers == 1) who.pop_back();  // "1 network"
  return fmt::format("{} ({} {})", over, n_makers, who);
}

std::string name_text(const Result& result) {
  std::string name = result.statistic;
  if (result.of != "items" && result.of != "networks" && result.of != "observers") name += " of " + result.of;
  if (result.subset != "all") name += ", " + result.subset;
  return name;
}

}  // namespace

std::string summary_as_text(const StudyAnalysis& analysis, const StudyFolder& study) {
  std::string text;
  std::string over;
  std::size_t n_undefined = 0;
  for (const Result& result : analysis.results) {
    if (!is_of_group(result)) continue;
    if (result.over != over) {
      over = result.over;
      text += title_text(analysis, over) + "\n";
    }
    if (result.estimate.value) {
      text += fmt::format("  {:<66} {}\n", name_text(result), value_text(result.estimate));
    } else {
      ++n_undefined;
    }
  }
  if (n_undefined > 0) text += fmt::format("{} of these are undefined; results.csv says why\n", n_undefined);
  return text + fmt::format("\n{} results in {} and results.csv\n",
                            with_thousands(static_cast<std::int64_t>(analysis.results.size())),
                            (study.reports() / "results.json").string());
}

std::string summary_as_json(const StudyAnalysis& analysis, const StudyFolder& study) {
  Value::Array summary;
  for (const Result& result : analysis.results) {
    if (!is_of_group(result)) continue;
    Value each;
    each["statistic"] = result.statistic;
    each["of"] = result.of;
    each["over"] = result.over;
    each["subset"] = result.subset;
    each["value"] = result.estimate.value ? Value(*result.estimate.value) : Value();
    each["n"] = result.estimate.n;
    summary.push_back(std::move(each));
  }
  Value content;
  content["results_json"] = (study.reports() / "results.json").string();
  content["results_csv"] = (study.reports() / "results.csv").string();
  content["n_results"] = analysis.results.size();
  content["notes"] = Value(analysis.notes);
  content["summary"] = std::move(summary);
  return to_json(content, JsonLayout::indented);
}

}  // namespace tricky::analysis
