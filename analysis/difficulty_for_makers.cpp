#include "tricky/analysis/difficulty_for_makers.h"

#include <unordered_map>

#include "tricky/analysis/correlation.h"
#include "tricky/analysis/noise_ceiling.h"
#include "tricky/analysis/rasch.h"
#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

/// The chosen items, in the order given.
CorrectnessMatrix with_items(const CorrectnessMatrix& matrix, const std::vector<std::size_t>& items) {
  CorrectnessMatrix chosen;
  chosen.makers = matrix.makers;
  for (const std::size_t item : items) chosen.item_ids.push_back(matrix.item_ids[item]);
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const auto row = matrix.row(maker);
    for (const std::size_t item : items) chosen.cells.push_back(row[item]);
  }
  return chosen;
}

}  // namespace

std::vector<Result> analyse_difficulty_for(const CorrectnessMatrix& matrix, const std::string& over,
                                           const std::string& group, double level,
                                           std::vector<ModelledDifficulty>& items) {
  std::vector<Result> results;
  if (matrix.makers.size() < 2) return results;
  const RaschFit fit = fit_rasch(matrix, level);
  for (std::size_t i = 0; i < matrix.makers.size(); ++i)
    results.push_back({"rasch_ability", matrix.makers[i].id, over, "all", fit.abilities[i]});
  results.push_back({"rasch_sd_difficulty", group, over, "all", fit.sd_difficulty});
  Estimate reliability;
  reliability.level = level;
  reliability.n = matrix.n_items();
  reliability.undefined = fit.sd_difficulty.undefined;
  if (fit.sd_difficulty.value) {
    reliability.value = fit.reliability;
    reliability.method = "1 - mean posterior variance / variance of difficulties";
  }
  results.push_back({"rasch_reliability", group, over, "all", reliability});
  results.push_back({"split_half_reliability", group, over, "all", split_half_reliability(matrix, group, level)});
  for (std::size_t item = 0; item < fit.difficulties.size(); ++item) {
    ModelledDifficulty row{over, matrix.item_ids[item], 0, 0, fit.difficulties[item], fit.standard_errors[item]};
    for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
      const Correctness cell = matrix.row(maker)[item];
      row.n_right += cell == Correctness::right ? 1 : 0;
      row.n += cell != Correctness::missing ? 1 : 0;
    }
    items.push_back(std::move(row));
  }
  return results;
}

std::vector<Result> compare_difficulties(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                         const std::string& over, double level) {
  std::unordered_map<std::string, std::size_t> at;
  for (std::size_t item = 0; item < networks.n_items(); ++item) at.emplace(networks.item_ids[item], item);
  std::vector<std::size_t> of_observers;
  std::vector<std::size_t> of_networks;
  for (std::size_t item = 0; item < observers.n_items(); ++item) {
    const auto found = at.find(observers.item_ids[item]);
    if (found == at.end()) continue;
    of_observers.push_back(item);
    of_networks.push_back(found->second);
    at.erase(found);
  }
  std::vector<Result> results;
  if (of_observers.empty()) return results;
  constexpr const char* kOf = "observers & networks";
  const CorrectnessMatrix people = with_items(observers, of_observers);
  const CorrectnessMatrix machines = with_items(networks, of_networks);

  const RaschFit for_people = fit_rasch(people, level);
  const RaschFit for_machines = fit_rasch(machines, level);
  Estimate correlation;
  correlation.level = level;
  correlation.n = of_observers.size();
  if (for_people.difficulties.empty()) {
    correlation.undefined = "observers: " + for_people.sd_difficulty.undefined;
  } else if (for_machines.difficulties.empty()) {
    correlation.undefined = "networks: " + for_machines.sd_difficulty.undefined;
  } else {
    correlation = pearson_correlation(for_people.difficulties, for_machines.difficulties, level);
  }
  constexpr const char* kSubset = "items of both";
  results.push_back({"difficulty_correlation", kOf, over, kSubset, correlation});
  results.push_back(
      {"split_half_reliability", "observers", over, kSubset, split_half_reliability(people, "observers", level)});
  results.push_back(
      {"split_half_reliability", "networks", over, kSubset, split_half_reliability(machines, "networks", level)});
  ComparedShares shares = compare_shares_right(people, machines, level);
  results.push_back({"share_right_correlation", kOf, over, kSubset, std::move(shares.correlation)});
  results.push_back({"noise_ceiling", kOf, over, kSubset, std::move(shares.ceiling)});
  results.push_back({"share_right_correlation_corrected", kOf, over, kSubset, std::move(shares.corrected)});
  return results;
}

std::string as_csv(const std::vector<ModelledDifficulty>& items) {
  CsvWriter writer({"over", "item_id", "n_right", "n", "difficulty", "standard_error"}, Separator::comma);
  for (const ModelledDifficulty& item : items) {
    writer.field(std::string_view(item.over)).field(std::string_view(item.item_id));
    writer.field(item.n_right).field(item.n).field(item.difficulty).field(item.standard_error);
    writer.end_row();
  }
  return writer.text();
}

}  // namespace tricky::analysis
