#include <fmt/format.h>

#include "figures/difficulty_histogram.h"
#include "figures/line_plot.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {

/// The shares by the number of networks asked, and why they depend on it.
void add_subsets(Section& section, const Material& material, const std::string& over, int n_makers, int exceptions,
                 const std::string& name, FigureNames& names) {
  LinePlot plot{"number of networks", "share of items", YScale::percent, {}, {}};
  const std::pair<const char*, const char*> kinds[] = {
      {"trivial", "share_trivial"}, {"impossible", "share_impossible"}, {"in-between", "share_in_between"}};
  for (const auto& [label, statistic] : kinds) plot.series.push_back({label, {}});
  for (int m = 1; m <= n_makers; ++m) {
    const std::string subset = fmt::format("{} of {} networks", m, n_makers);
    if (material.results.find("share_trivial", "items", over, subset) == nullptr) continue;
    plot.x.push_back(m);
    for (std::size_t i = 0; i < std::size(kinds); ++i) {
      plot.series[i].y.push_back(material.results.find(kinds[i].second, "items", over, subset)->value);
    }
  }
  if (plot.x.size() < 3) return;
  section.blocks.emplace_back(Paragraph{fmt::format(
      "How large the three shares are depends on how many networks were asked and on how weak the weakest of them "
      "is{}. "
      "With {} drawn from these {}, {} would be trivial and {} impossible on average; with all, {} and {}. Shares of "
      "studies with different numbers of networks cannot be compared.",
      exceptions == 0 ? ": no more items can be trivial than it gets right" : "",
      counted(static_cast<std::size_t>(plot.x.front()), "network"), n_makers, percent(*plot.series[0].y.front()),
      percent(*plot.series[1].y.front()), percent(*plot.series[0].y.back()), percent(*plot.series[1].y.back()))});
  Figure figure = line_plot(plot);
  figure.name = names.unique("shares_by_number", name);
  figure.caption = fmt::format(
      "Shares of trivial, impossible and in-between items if only so many of the {} networks had been asked: mean over "
      "all choices.",
      n_makers);
  figure.alt =
      "Lines of the three shares against the number of networks: trivial and impossible fall, in-between rises.";
  section.blocks.emplace_back(std::move(figure));
}

/// What other forms of difficulty would give.
void add_alternatives(Section& section, const Material& material, const std::string& over,
                      const DifficultyHistogram& histogram, const std::string& name, FigureNames& names) {
  constexpr std::pair<const char*, const char*> kAlternatives[] = {{"beta_binomial", "beta-binomial (fitted)"},
                                                                   {"exponential", "exponential"},
                                                                   {"sigmoid", "sigmoid"},
                                                                   {"uniform", "uniform"},
                                                                   {"binomial", "all items alike (binomial)"}};
  LinePlot plot{"networks that were right", "share of items", YScale::percent, {}, {{"observed", {}, true}}};
  Table table;
  table.caption = "Distance of each from the observed histogram: the share of items that would have to move.";
  table.columns = {{"Difficulty", Table::Align::text}, {"Distance"}};
  for (std::size_t k = 0; k < histogram.bars.size(); ++k) {
    plot.x.push_back(static_cast<double>(k));
    const Estimate* share = material.results.find("share_n_correct", "items", over, fmt::format("{} right", k));
    if (share == nullptr) return;
    plot.series[0].y.push_back(share->value);
  }
  for (const auto& [statistic, label] : kAlternatives) {
    const Estimate* distance = material.results.find(std::string("distance_") + statistic, "items", over);
    if (distance == nullptr) continue;
    table.rows.push_back({label, percent_text(*distance)});
    LineSeries series{label, {}};
    for (std::size_t k = 0; k < histogram.bars.size(); ++k) {
      const Estimate* share =
          material.results.find(std::string("expected_share_") + statistic, "items", over, fmt::format("{} right", k));
      series.y.push_back(share == nullptr ? std::nullopt : share->value);
    }
    plot.series.push_back(std::move(series));
  }
  if (plot.series.size() < 2) return;
  section.blocks.emplace_back(Paragraph{
      "What forms of difficulty would make such a histogram? Networks that are independent given an item’s difficulty, "
      "under five forms of it; that an observed histogram is U-shaped says by itself no more than that a beta "
      "distribution with small parameters does."});
  Figure figure = line_plot(plot);
  figure.name = names.unique("difficulty_alternatives", name);
  figure.caption =
      "Observed shares of items by the number of networks that were right, and what networks would give that are "
      "independent given a difficulty of each form. Exponential, sigmoid and uniform as in the paper’s Figure 10.";
  figure.alt =
      fmt::format("Lines of the observed and {} simulated histograms of networks right.", plot.series.size() - 1);
  section.blocks.emplace_back(std::move(figure));
  section.blocks.emplace_back(std::move(table));
}

}  // namespace

Section difficulty_section(const Material& material, const NamedDifficulty& difficulty, FigureNames& names) {
  const DifficultyTable& table = difficulty.table;
  const std::string over = "difficulty " + difficulty.name;
  Section section{section_id("difficulty " + difficulty.name), "Difficulty: " + difficulty.name, "", {}};
  DifficultyHistogram histogram = count_by_networks_right(table, difficulty.name, difficulty.label_error);

  const int exceptions = table.rule.allowed_exceptions;
  std::string words = fmt::format("{} sorted by how many of {} classified them correctly. ",
                                  table.items.size() == 1 ? "One item was" : count(table.items.size()) + " items were",
                                  counted(static_cast<std::size_t>(histogram.n_makers), "network"));
  words += exceptions == 0 ? "Trivial: all networks are right. Impossible: all are wrong."
                           : fmt::format("Trivial: at most {0} wrong. Impossible: at most {0} right.",
                                         counted(static_cast<std::size_t>(exceptions), "network"));
  words += " In-between: the rest.";
  if (table.makers.empty()) words += " Only the counts are known, not which networks were right.";
  section.blocks.emplace_back(Paragraph{words});

  Reasons reasons;
  Table classes;
  classes.caption = "Items by difficulty.";
  classes.columns = {
      {"Difficulty", Table::Align::text}, {"Items"}, {"Share"}, {level_text(material.level) + " interval"}};
  const std::pair<Difficulty, const char*> kinds[] = {{Difficulty::trivial, "share_trivial"},
                                                      {Difficulty::in_between, "share_in_between"},
                                                      {Difficulty::impossible, "share_impossible"}};
  for (const auto& [kind, statistic] : kinds) {
    const Estimate* share = material.results.find(statistic, "items", over);
    if (share != nullptr) reasons.add(std::string(to_text(kind)), *share);
    classes.rows.push_back({std::string(to_text(kind)), count(table.count(kind)),
                            share == nullptr ? "–" : percent_text(*share),
                            share == nullptr ? "–" : percent_interval_text(*share)});
  }
  classes.notes = reasons.notes();
  if (const std::size_t n = table.count(Difficulty::unclassified); n > 0) {
    classes.notes.push_back(counted(n, "item") + (n == 1 ? " is" : " are") +
                            " unclassified: not every network has a response.");
  }
  section.blocks.emplace_back(std::move(classes));

  std::string no_expectation;
  for (std::size_t k = 0; k < histogram.bars.size(); ++k) {
    const std::string subset = fmt::format("{} right", k);
    const Estimate* binomial = material.results.find("expected_share_binomial", "items", over, subset);
    const Estimate* poisson = material.results.find("expected_share_poisson_binomial", "items", over, subset);
    if (binomial != nullptr) histogram.bars[k].binomial = binomial->value;
    if (poisson != nullptr) {
      histogram.bars[k].poisson_binomial = poisson->value;
      no_expectation = poisson->undefined;
    }
  }
  Figure figure = difficulty_histogram(histogram);
  figure.name = names.unique("difficulty", difficulty.name);
  if (!no_expectation.empty())
    figure.caption += " The Poisson-binomial expectation is not shown: " + no_expectation + ".";
  section.blocks.emplace_back(std::move(figure));
  add_alternatives(section, material, over, histogram, difficulty.name, names);
  add_subsets(section, material, over, histogram.n_makers, exceptions, difficulty.name, names);

  if (!table.makers.empty()) {
    Bullets makers;
    makers.folded = fmt::format("The {} behind it", counted(table.makers.size(), "network"));
    makers.items.assign(table.makers.begin(), table.makers.end());
    section.blocks.emplace_back(std::move(makers));
  }
  return section;
}

}  // namespace tricky::analysis
