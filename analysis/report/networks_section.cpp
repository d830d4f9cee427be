#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "figures/error_consistency_matrix.h"
#include "figures/network_accuracy.h"
#include "report/numbers.h"
#include "report/sections.h"

namespace tricky::analysis {

namespace {
constexpr const char* kItems = "items";
constexpr const char* kNetworks = "networks";
}  // namespace

std::optional<Section> networks_section(const Material& material, FigureNames& names) {
  if (material.networks.empty()) return std::nullopt;
  Section section{"networks", "Networks", "", {}};
  std::set<std::string> conditions;
  std::size_t n_trained = 0;
  Table table;
  const std::string level = level_text(material.level);
  table.caption = "Share of items each network classified correctly.";
  table.columns = {{"Network", Table::Align::text},
                   {"Condition", Table::Align::text},
                   {"Instance"},
                   {"Origin", Table::Align::text},
                   {"Items"},
                   {"Accuracy"},
                   {level + " interval"}};
  std::vector<Dot> dots;
  std::string method;
  Reasons reasons;
  for (const NetworkOfStudy& network : material.networks) {
    const RunRecord& run = network.run;
    conditions.insert(run.condition);
    const bool is_trained = run.origin == RunRecord::Origin::trained;
    n_trained += is_trained ? 1 : 0;
    std::string origin = "imported";
    if (is_trained)
      origin = network.last_epoch ? fmt::format("trained, epoch {}", *network.last_epoch) : "not trained yet";
    const Estimate* accuracy = material.results.find("accuracy", run.name, kItems);
    Text value = "–";
    Text interval = "–";
    Text n = "–";
    if (accuracy != nullptr) {
      value = percent_text(*accuracy);
      interval = percent_interval_text(*accuracy);
      n = count(accuracy->n);
      reasons.add(run.name, *accuracy);
      dots.push_back({run.name, accuracy->value, accuracy->ci, accuracy->n});
      if (accuracy->ci) method = accuracy->method;
    }
    table.rows.push_back({run.name, run.condition == run.name ? Text("–") : Text(run.condition),
                          std::to_string(run.instance), origin, n, value, interval});
  }
  table.notes = reasons.notes();
  const bool all_alone =
      std::all_of(material.networks.begin(), material.networks.end(), [](const NetworkOfStudy& network) {
        return network.run.condition == network.run.name && network.run.instance == 1;
      });
  if (all_alone) {  // imported networks: the two columns would say nothing
    table.columns.erase(table.columns.begin() + 1, table.columns.begin() + 3);
    for (auto& row : table.rows) row.erase(row.begin() + 1, row.begin() + 3);
  }

  const std::size_t n_networks = material.networks.size();
  std::string words = fmt::format("The study holds {}", counted(n_networks, "network"));
  if (n_trained == n_networks) {
    words += fmt::format(", trained here under {}.", counted(conditions.size(), "condition"));
  } else if (n_trained == 0) {
    words += n_networks == 1 ? ", whose responses were imported." : ", whose responses were all imported.";
  } else {
    words += fmt::format(": {} trained here, {} imported.", n_trained, n_networks - n_trained);
  }
  const Estimate* mean = material.results.find("mean_accuracy", kNetworks, kItems);
  const Estimate* sd = material.results.find("sd_accuracy", kNetworks, kItems);
  if (mean != nullptr && mean->value) {
    words += fmt::format(" They classify {}{} of the items correctly on average", percent(*mean->value),
                         percent_interval_after(*mean));
    if (sd != nullptr && sd->value) {
      words +=
          fmt::format(" (SD {} percentage points over {})", decimal(100.0 * *sd->value, 1), counted(sd->n, "network"));
    }
    words += ".";
  }
  section.blocks.emplace_back(Paragraph{words});
  if (dots.size() > 1) {
    Figure figure = network_accuracy(dots, mean != nullptr ? mean->value : std::nullopt, method);
    figure.name = names.unique("network_accuracy", "");
    section.blocks.emplace_back(std::move(figure));
  }
  if (n_networks > 16) table.folded = fmt::format("All {} as a table", counted(n_networks, "network"));
  section.blocks.emplace_back(std::move(table));
  return section;
}

namespace {

/// "in-between NAME" as a sentence has it.
std::string in_words(const std::string& over) {
  const std::string name = over.substr(over.find(' ') + 1);
  return "items in between in the difficulty “" + name + "”";
}

/// What kappa over the in-between items means, and its matrix.
void add_in_between(Section& section, const Material& material, const std::string& over, FigureNames& names) {
  const auto of_networks = [&](const char* statistic) { return material.results.find(statistic, kNetworks, over); };
  const auto value_of = [](const Estimate* estimate) {
    return estimate == nullptr || !estimate->value ? std::string(kUndefined)
                                                   : decimal(*estimate->value, 2) + interval_after(*estimate, 2);
  };
  const Estimate* mean = of_networks("mean_kappa");
  if (mean == nullptr) return;
  const Estimate* null = of_networks("mean_kappa_null");
  const Estimate* without = of_networks("mean_kappa_without_pair");
  const Estimate* above = of_networks("n_pairs_above_null");
  const Estimate* below = of_networks("n_pairs_below_null");
  Text words = strong("Over the " + in_words(over) + " alone") +
               fmt::format(" the mean kappa is {}; leaving out the trivial and impossible ones lowers it by {}. ",
                           value_of(mean), value_of(of_networks("mean_kappa_drop")));
  if (null != nullptr && null->value) {
    words += fmt::format(
        "That is no finding about networks: even networks that are independent of each other once an item’s difficulty "
        "is given, which agree on all items because some items are easy and others hard, would have {} here.",
        decimal(*null->value, 2));
    if (above != nullptr && above->value && below != nullptr && below->value) {
      words += fmt::format(" Of {}, {} agree significantly more than that and {} less (z test, Holm’s correction).",
                           counted(above->n, "pair"), count(static_cast<std::size_t>(*above->value)),
                           count(static_cast<std::size_t>(*below->value)));
    }
  } else if (null != nullptr) {
    words += "What independent networks would have is not known: " + null->undefined + ".";
  }
  if (without != nullptr && without->value) {
    words += fmt::format(
        " The compared networks also chose these items. Over items that are in-between for the other networks, those "
        "of "
        "the pair left out, the mean kappa is {}.",
        decimal(*without->value, 2));
  }
  section.blocks.emplace_back(Paragraph{std::move(words)});
  std::vector<KappaCell> cells;
  for (const Result* result : material.results.all("kappa", over)) {
    const auto [first, second] = makers_of_pair(result->of);
    cells.push_back({first, second, result->estimate.value, result->estimate.ci, result->estimate.n});
  }
  Figure figure = error_consistency_matrix(names.unique("error_consistency", over), cells, "networks");
  figure.caption += " Over the " + in_words(over) + " only.";
  section.blocks.emplace_back(std::move(figure));
}

}  // namespace

std::optional<Section> network_consistency_section(const Material& material, FigureNames& names) {
  if (material.results.all("kappa", kItems).empty()) return std::nullopt;
  Section section{"network-consistency", "Error consistency between networks", "", {}};
  add_error_consistency(section, material, kItems, kNetworks, "networks",
                        names.unique("error_consistency", "networks"));
  for (const NamedDifficulty& difficulty : material.difficulties) {
    add_in_between(section, material, "in-between " + difficulty.name, names);
  }
  return section;
}

}  // namespace tricky::analysis
