#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {

/// The distinct methods of each statistic, in order of appearance. Those of pairs and of answers differ only in counts
/// and would fill pages, so at most three are named.
Table methods_table(const Material& material) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> methods;
  std::map<std::string, std::size_t> n_estimates;
  std::map<std::string, std::size_t> n_undefined;
  for (const Result& result : material.results.results()) {
    if (n_estimates[result.statistic]++ == 0) order.push_back(result.statistic);
    n_undefined[result.statistic] += result.estimate.value ? 0 : 1;
    auto& known = methods[result.statistic];
    const std::string& method = result.estimate.method;
    if (!method.empty() && std::find(known.begin(), known.end(), method) == known.end()) known.push_back(method);
  }
  Table table;
  table.caption = "How each number was computed, in the words of results.json.";
  table.columns = {{"Statistic", Table::Align::text}, {"Values"}, {"Undefined"}, {"Method", Table::Align::text}};
  for (const std::string& statistic : order) {
    const auto& known = methods[statistic];
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(known.size(), 3); ++i) text += (i == 0 ? "" : "; or ") + known[i];
    if (known.size() > 3) text += fmt::format("; and {} more", known.size() - 3);
    table.rows.push_back({code(statistic), count(n_estimates[statistic] - n_undefined[statistic]),
                          count(n_undefined[statistic]), text.empty() ? "–" : text});
  }
  table.folded = "How each number was computed";
  return table;
}

/// Each choice behind the numbers as a sentence.
std::vector<Text> choices(const Material& material) {
  const auto& results = material.results.results();
  const auto method_of = [&](const char* statistic) {
    const auto at = std::find_if(results.begin(), results.end(), [&](const Result& result) {
      return result.statistic == statistic && !result.estimate.method.empty();
    });
    return at == results.end() ? std::string() : at->estimate.method;
  };
  std::vector<Text> items;
  std::string intervals = fmt::format("Intervals are at {}.", level_text(material.level));
  std::string share_method = method_of("accuracy");
  if (share_method.empty()) share_method = method_of("share_n_correct");
  if (!share_method.empty()) intervals += fmt::format(" Those of accuracies and shares: {}.", share_method);
  items.emplace_back(intervals);
  for (const NamedDifficulty& difficulty : material.difficulties) {
    const int exceptions = difficulty.table.rule.allowed_exceptions;
    const std::string rule =
        exceptions == 0 ? "an item is trivial when all networks are right on it, impossible when all are wrong."
                        : fmt::format(
                              "an item is trivial when at most {0} of the networks {1} wrong on it, impossible when at "
                              "most {0} {1} right.",
                              exceptions, exceptions == 1 ? "is" : "are");
    items.emplace_back("Difficulty " + difficulty.name + ": " + rule);
  }
  if (const std::string method = method_of("kappa"); !method.empty()) {
    std::string words =
        "Error consistency is Cohen’s kappa on being right or wrong (Geirhos et al. 2020), over the items that both "
        "answered. "
        "It is undefined, not 1, for two that are both always right or both always wrong. Its interval: " +
        method;
    if (material.analysis.seed) words += fmt::format(", seed {}", *material.analysis.seed);
    items.emplace_back(words + ".");
  }
  if (const std::string method = method_of("mean_accuracy"); method.find("bootstrap") != std::string::npos) {
    items.emplace_back(
        "Intervals of means over networks or observers: " + method +
        ". Where decision makers are drawn anew besides items, the number generalises to other decision "
        "makers of the kind; the draws are then stretched to the variance that the design has (Schütt et "
        "al. 2023, eLife 12:e82566).");
  }
  if (const std::string method = method_of("p_above_chance"); !method.empty()) {
    items.emplace_back("p: " + method + "; beside it, p corrected for the number of observers (Holm 1979).");
  }
  if (!method_of("joint_alpha_ordinal").empty() || !method_of("mean_pearson").empty()) {
    items.emplace_back(
        "Agreement of ratings is computed for each pair of observers over the images both answered, then summarised "
        "over pairs; "
        "Krippendorff’s alpha of all observers at once tolerates missing answers.");
  }
  if (!material.sessions.groups.empty()) {
    items.emplace_back(
        "Practice trials are never analysed. Sessions are compared only within the same task, protocol, list "
        "and origin.");
  }
  for (const std::string& note : material.sessions.notes) items.emplace_back(note + ".");
  return items;
}

}  // namespace

Section methods_section(const Material& material) {
  Section section{"methods", "Methods and provenance", "", {}};
  section.blocks.emplace_back(Paragraph{methods_paragraph(material)});
  section.blocks.emplace_back(Bullets{choices(material), ""});
  section.blocks.emplace_back(methods_table(material));

  Facts facts;
  const AnalysisProvenance& analysis = material.analysis;
  facts.facts.emplace_back("Analysis", code(analysis.command_line));
  facts.facts.emplace_back("Program",
                           fmt::format("tricky {}, revision {}", analysis.program_version, analysis.git_revision));
  facts.facts.emplace_back("Numbers",
                           link("results.csv", "results.csv") + " and " + link("results.json", "results.json"));
  section.blocks.emplace_back(std::move(facts));
  Table inputs;
  inputs.caption = "Files the numbers come from, with the SHA-256 of their content.";
  inputs.columns = {{"File", Table::Align::text}, {"SHA-256, first 16 digits", Table::Align::text}};
  for (const auto& [path, digest] : analysis.inputs) inputs.rows.push_back({path, code(digest.substr(0, 16))});
  inputs.folded = counted(inputs.rows.size(), "input file");
  if (!inputs.rows.empty()) section.blocks.emplace_back(std::move(inputs));
  return section;
}

}  // namespace tricky::analysis
