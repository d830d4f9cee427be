#include <fmt/format.h>

#include "figures/difficulty_histogram.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

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

  if (!table.makers.empty()) {
    Bullets makers;
    makers.folded = fmt::format("The {} behind it", counted(table.makers.size(), "network"));
    makers.items.assign(table.makers.begin(), table.makers.end());
    section.blocks.emplace_back(std::move(makers));
  }
  return section;
}

}  // namespace tricky::analysis
