#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "figures/difficulty_bars.h"
#include "figures/difficulty_dots.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {

constexpr std::array<const char*, 3> kDifficulties{"trivial", "in-between", "impossible"};

/// The column that groups are values of: before the comma of "superclass, trivial".
std::string column_of(const Material& material, const std::string& over) {
  const auto all = material.results.all("share_within_group", over);
  if (all.empty()) return "";
  const std::string& subset = all.front()->subset;
  return subset.substr(0, subset.rfind(", "));
}

}  // namespace

std::optional<Section> item_groups_section(const Material& material, const NamedDifficulty& difficulty,
                                           FigureNames& names) {
  const std::string over = "difficulty " + difficulty.name;
  const std::string column = column_of(material, over);
  if (column.empty()) return std::nullopt;
  std::vector<DividedGroup> bars;
  std::vector<DottedGroup> dots;
  for (const Result* result : material.results.all("share_within_group", over)) {
    if (result->subset != column + ", trivial") continue;
    DividedGroup bar{result->of, result->estimate.n, {}};
    DottedGroup dot{result->of, {}};
    for (std::size_t i = 0; i < kDifficulties.size(); ++i) {
      const std::string subset = column + ", " + kDifficulties[i];
      const Estimate* within = material.results.find("share_within_group", result->of, over, subset);
      const Estimate* across = material.results.find("share_within_difficulty", result->of, over, subset);
      if (within != nullptr && within->value) bar.shares[i] = *within->value;
      if (across != nullptr) dot.shares[i] = *across;
    }
    bars.push_back(std::move(bar));
    dots.push_back(std::move(dot));
  }
  // As the paper's Figures 11 and 12: by how many impossible items come on a trivial one.
  const auto ratio = [](const DividedGroup& group) {
    return group.shares[0] > 0.0 ? group.shares[2] / group.shares[0] : std::numeric_limits<double>::infinity();
  };
  std::vector<std::size_t> order(bars.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ratio(bars[a]) < ratio(bars[b]); });
  std::vector<DividedGroup> ordered_bars;
  std::vector<DottedGroup> ordered_dots;
  for (const std::size_t i : order) {
    ordered_bars.push_back(bars[i]);
    ordered_dots.push_back(dots[i]);
  }
  Section section{section_id("groups " + difficulty.name),
                  fmt::format("Difficulty by {}: {}", column, difficulty.name),
                  "",
                  {}};
  const DividedGroup& easiest = ordered_bars.front();
  const DividedGroup& hardest = ordered_bars.back();
  section.blocks.emplace_back(Paragraph{fmt::format(
      "Trivial, in-between and impossible items are spread unequally over the {} values of the column {}. The fewest "
      "impossible items for each trivial one are among “{}” ({} trivial, {} impossible), the most among “{}” ({} and {}).",
      ordered_bars.size(), column, easiest.label, percent(easiest.shares[0]), percent(easiest.shares[2]), hardest.label,
      percent(hardest.shares[0]), percent(hardest.shares[2]))});
  Figure figure = difficulty_bars(ordered_bars);
  figure.name = names.unique("difficulty_within_groups", difficulty.name);
  figure.caption = fmt::format(
      "Of the items of each {}, the share that is trivial, in-between and impossible; ordered by impossible items for "
      "each trivial one. n: items.",
      column);
  figure.alt = fmt::format("Divided bars for {} groups of items, the share of impossible ones growing from {} to {}.",
                           ordered_bars.size(), percent(easiest.shares[2]), percent(hardest.shares[2]));
  section.blocks.emplace_back(std::move(figure));
  figure = difficulty_dots(ordered_dots, "share of the items of one difficulty");
  figure.name = names.unique("groups_within_difficulty", difficulty.name);
  figure.caption = fmt::format(
      "Of the trivial, the in-between and the impossible items, the share that belongs to each {}: points of one colour "
      "sum to 100 % over the rows. Bars: {} intervals (Clopper-Pearson). Points that lie together: the {} is as frequent "
      "among easy items as among hard ones.",
      column, level_text(material.level), column);
  figure.alt = fmt::format("Dots for {} groups: their shares among trivial, in-between and impossible items.",
                           ordered_dots.size());
  section.blocks.emplace_back(std::move(figure));
  return section;
}

std::optional<Section> ambiguity_section(const Material& material, const NamedDifficulty& difficulty,
                                         FigureNames& names) {
  const std::string over = "difficulty " + difficulty.name;
  const auto find = [&](const char* statistic, const std::string& subset) {
    return material.results.find(statistic, "votes", over, subset);
  };
  const Estimate* voted = find("share_voted", "all");
  if (voted == nullptr) return std::nullopt;
  Section section{section_id("ambiguity " + difficulty.name), "Ambiguous labels: " + difficulty.name, "", {}};
  const Estimate* disagreement = find("share_disagreement", "in-between");
  const Estimate* of_all = find("share_disagreement", "all");
  const Estimate* not_given = find("share_not_all_given", "in-between");
  section.blocks.emplace_back(Paragraph{fmt::format(
      "Raters judged the labels of {} of the items. If ambiguous labels were what makes items in-between, raters would "
      "disagree about these more than about others: they disagree about {}{} of the in-between items, and about {}{} of "
      "all. Counting, as the paper does, every item on which not all raters chose the given label gives {}{} of the "
      "in-between items; that count includes items whose raters agree with each other that the label is wrong.",
      percent_text(*voted), percent_text(*disagreement), percent_interval_after(*disagreement), percent_text(*of_all),
      percent_interval_after(*of_all), percent_text(*not_given), percent_interval_after(*not_given))});
  std::vector<DottedGroup> dots{{"not all chose the given label", {}}, {"raters disagree", {}}};
  Table table;
  const std::string level = level_text(material.level);
  table.caption =
      "What raters said, by difficulty, with " + level + " intervals. Of all items: those without votes count as unambiguous, though nobody was asked "
      "about them. Dissent: share of raters who did not choose an item’s most frequent answer.";
  table.columns = {{"Difficulty", Table::Align::text},
                   {"Items"},
                   {"With votes"},
                   {"Not all chose the given label"},
                   {"Raters disagree"},
                   {"Of those with votes"},
                   {"Mean dissent"},
                   {"Entropy (bits)"}};
  const auto share_text = [](const Estimate& share) { return percent_text(share) + percent_interval_after(share); };
  Reasons reasons;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string subset = i < 3 ? kDifficulties[i] : "all";
    const Estimate* given = find("share_not_all_given", subset);
    const Estimate* disagree = find("share_disagreement", subset);
    const Estimate* dissent = find("mean_dissent", subset);
    const Estimate* entropy = find("mean_entropy_bits", subset);
    reasons.add(subset, *dissent);
    table.rows.push_back({subset, count(given->n), count(dissent->n), share_text(*given), share_text(*disagree),
                          share_text(*find("share_disagreement_of_voted", subset)), share_text(*dissent),
                          value_text(*entropy, 2) + interval_after(*entropy, 2)});
    if (i == 3) continue;
    dots[0].shares[i] = *given;
    dots[1].shares[i] = *disagree;
  }
  Figure figure = difficulty_dots(dots, "share of the items of one difficulty");
  figure.name = names.unique("label_ambiguity", difficulty.name);
  figure.caption = fmt::format(
      "Share of trivial, in-between and impossible items on which not all raters chose the given label, and on which "
      "raters disagree among each other, with {} intervals (Clopper-Pearson). Items that nobody rated count as "
      "unambiguous.",
      level);
  figure.alt = "Dots of two measures of label ambiguity for trivial, in-between and impossible items.";
  section.blocks.emplace_back(std::move(figure));
  table.notes = reasons.notes();
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace tricky::analysis
