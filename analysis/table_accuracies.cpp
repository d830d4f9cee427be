#include "table_accuracies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"
#include "tricky/data/value.h"

namespace tricky::analysis {

namespace fs = std::filesystem;

namespace {

/// Epochs by network, from provenance paths such as ".../runs/base_1/responses/epoch_0003.npy". Imported networks,
/// whose file has no number, are not in it.
std::map<std::string, int> epochs_in_provenance(const fs::path& json) {
  std::map<std::string, int> epochs;
  const Value content = read_json(json);
  const Value* provenance = content.find("provenance");
  const Value* inputs = provenance != nullptr ? provenance->find("inputs") : nullptr;
  if (inputs == nullptr || inputs->if_array() == nullptr) return epochs;
  for (const Value& input : *inputs->if_array()) {
    const Value* path = input.find("path");
    if (path == nullptr || path->if_text() == nullptr) continue;
    const fs::path file(*path->if_text());
    const std::string stem = file.stem().string();
    if (!stem.starts_with("epoch_")) continue;
    if (const auto epoch = parse_integer(stem.substr(6)); epoch && *epoch >= 0 && *epoch < 100'000) {
      epochs[file.parent_path().parent_path().filename().string()] = static_cast<int>(*epoch);
    }
  }
  return epochs;
}

CorrectnessMatrix load(const StudyFolder& study, const ItemSet& items, const DifficultyTable& table,
                       const std::map<std::string, int>& epochs) {
  ResponseMatrix all;
  all.n_items = items.size();
  all.item_set_digest = items.digest();
  for (const std::string& maker : table.makers) {
    const auto epoch = epochs.find(maker);
    const ResponseMatrix one = load_responses(study, items, std::span(&maker, 1),
                                              epoch == epochs.end() ? std::nullopt : std::optional<int>(epoch->second));
    all.makers.insert(all.makers.end(), one.makers.begin(), one.makers.end());
    all.responses.insert(all.responses.end(), one.responses.begin(), one.responses.end());
    all.epochs.insert(all.epochs.end(), one.epochs.begin(), one.epochs.end());
  }
  return correctness_of(all, items);
}

/// Whether the matrix gives the table's counts, item by item.
bool gives_counts(const CorrectnessMatrix& matrix, const DifficultyTable& table) {
  if (matrix.n_items() != table.items.size()) return false;
  std::vector<int> n_answered(matrix.n_items());
  std::vector<int> n_right(matrix.n_items());
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const auto row = matrix.row(maker);
    for (std::size_t i = 0; i < row.size(); ++i) {
      n_answered[i] += row[i] != Correctness::missing ? 1 : 0;
      n_right[i] += row[i] == Correctness::right ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < table.items.size(); ++i) {
    const ItemDifficulty& item = table.items[i];
    if (item.item_id != matrix.item_ids[i] || item.n_makers != n_answered[i] || item.n_correct != n_right[i])
      return false;
  }
  return true;
}

}  // namespace

TableAccuracies accuracies_behind(const StudyFolder& study, const ItemSet& items, const DifficultyTable& table,
                                  const fs::path& csv) {
  if (table.makers.empty()) return {std::nullopt, "only counts were imported, not each network's responses"};
  CorrectnessMatrix matrix;
  try {
    matrix = load(study, items, table, epochs_in_provenance(fs::path(csv).replace_extension(".json")));
  } catch (const InputError&) {
    return {std::nullopt, "the responses behind this table are no longer in the study"};
  }
  if (!gives_counts(matrix, table)) {
    return {std::nullopt, "the networks' responses are no longer those behind this table; make it again"};
  }
  std::vector<double> accuracies;
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    const auto row = matrix.row(maker);
    double n_right = 0.0;
    double n = 0.0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (table.items[i].n_makers != static_cast<int>(table.makers.size())) continue;
      n += 1.0;
      n_right += row[i] == Correctness::right ? 1.0 : 0.0;
    }
    if (n == 0.0) return {std::nullopt, "no item was answered by all networks"};
    accuracies.push_back(n_right / n);
  }
  return {accuracies, ""};
}

}  // namespace tricky::analysis
