#include <fmt/format.h>

#include <algorithm>

#include "figures/error_consistency_matrix.h"
#include "figures/group_dots.h"
#include "figures/line_plot.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr const char* kOver = "representations";

std::vector<std::string> subsets_of(const Material& material) {
  std::vector<std::string> subsets;
  for (const Result* result : material.results.all("rsa", kOver)) {
    if (std::find(subsets.begin(), subsets.end(), result->subset) == subsets.end()) subsets.push_back(result->subset);
  }
  return subsets;
}

/// Values of the pairs of a network of this condition; pairs of other conditions' networks stand with theirs.
std::vector<double> singles_of(const Material& material, const std::string& condition, const std::string& subset) {
  std::vector<double> singles;
  for (const TrainingCondition& each : conditions_of(material.histories)) {
    if (each.name != condition) continue;
    for (const TrainingCondition& base : conditions_of(material.histories)) {
      if (base.name != each.compared_with) continue;
      for (const ConditionMember& member : each.members) {
        for (const ConditionMember& other : base.members) {
          const std::string first = material.histories[member.history].run.name;
          const std::string second = material.histories[other.history].run.name;
          if (base.name == each.name && first >= second) continue;
          const Estimate* found = material.results.find("rsa", first + " & " + second, kOver, subset);
          if (found == nullptr) found = material.results.find("rsa", second + " & " + first, kOver, subset);
          if (found != nullptr && found->value) singles.push_back(*found->value);
        }
      }
    }
  }
  return singles;
}

}  // namespace

std::optional<Section> representations_section(const Material& material, FigureNames& names) {
  const std::vector<std::string> subsets = subsets_of(material);
  if (subsets.empty()) return std::nullopt;
  Section section{"representations", "Similarity of representations", "", {}};
  section.blocks.emplace_back(Paragraph{
      "Two networks represent images alike if images that are similar to one are similar to the other: the correlation, "
      "over all pairs of images, of how dissimilar each network’s features of the two are."});
  const std::string& last = subsets.back();
  std::vector<DotGroup> groups;
  Table table;
  table.caption = fmt::format("Similarity of representations to the base network ({}).", last == "all" ? "last epoch" : last);
  table.columns = {
      {"Condition", Table::Align::text}, {"Mean correlation"}, {level_text(material.level) + " interval"}, {"Pairs"}};
  Reasons reasons;
  for (const Result* result : material.results.all("mean_rsa_to_base", kOver)) {
    if (result->subset != last) continue;
    const Estimate& mean = result->estimate;
    reasons.add(result->of, mean);
    table.rows.push_back({result->of, value_text(mean, 3), interval_text(mean, 3), count(mean.n)});
    groups.push_back({result->of, mean.value, mean.ci, singles_of(material, result->of, last)});
  }
  if (!groups.empty()) {
    Figure figure = group_dots(groups, "similarity of representations to base (correlation)", YScale::as_is);
    figure.name = names.unique("representations_by_condition", "");
    figure.caption = fmt::format(
        "Similarity of each condition’s representations to those of the base network ({}), ordered by the mean. Dots "
        "without bars: single networks. Bars: {} intervals of the mean over networks, for conditions of five networks or "
        "more; they do not generalise to other images. A condition that is compared with itself stands with the "
        "similarity of its own networks.",
        last == "all" ? "last epoch" : last, level_text(material.level));
    figure.alt = fmt::format("Dot plot of the mean similarity to base of {} conditions.", groups.size());
    section.blocks.emplace_back(std::move(figure));
    table.notes = reasons.notes();
    section.blocks.emplace_back(std::move(table));
  } else {
    std::vector<KappaCell> cells;
    for (const Result* result : material.results.all("rsa", kOver)) {
      if (result->subset != last) continue;
      const auto [first, second] = makers_of_pair(result->of);
      cells.push_back({first, second, result->estimate.value, result->estimate.ci, result->estimate.n});
    }
    Table pairs;
    pairs.caption = "Similarity of representations of each pair of networks.";
    pairs.columns = {{"Pair", Table::Align::text}, {"Correlation"}, {"Images"}};
    for (const KappaCell& cell : cells) {
      Estimate value;
      value.value = cell.kappa;
      pairs.rows.push_back({cell.first + " & " + cell.second, value_text(value, 3), count(cell.n)});
    }
    if (pairs.rows.size() > 20) pairs.folded = "All " + counted(pairs.rows.size(), "pair");
    section.blocks.emplace_back(std::move(pairs));
  }
  // "epoch N" against N, where there are several.
  LinePlot plot{"epoch", "similarity to base (correlation)", YScale::as_is, {}, {}};
  for (const std::string& subset : subsets) {
    if (!subset.starts_with("epoch ")) continue;
    if (const auto epoch = parse_integer(subset.substr(6))) plot.x.push_back(static_cast<double>(*epoch));
  }
  std::sort(plot.x.begin(), plot.x.end());
  if (plot.x.size() < 2 || groups.empty()) return section;
  for (const DotGroup& group : groups) {
    LineSeries series{group.label, {}};
    for (const double epoch : plot.x) {
      const Estimate* found =
          material.results.find("mean_rsa_to_base", group.label, kOver, fmt::format("epoch {}", static_cast<int>(epoch)));
      series.y.push_back(found == nullptr ? std::nullopt : found->value);
    }
    plot.series.push_back(std::move(series));
  }
  Figure figure = line_plot(plot);
  figure.name = names.unique("representations_over_epochs", "");
  figure.caption = "Mean similarity of each condition’s representations to those of the base network at the same epoch.";
  figure.alt = fmt::format("Lines of similarity to base over {} epochs for {} conditions.", plot.x.size(), groups.size());
  section.blocks.emplace_back(std::move(figure));
  return section;
}

}  // namespace tricky::analysis
