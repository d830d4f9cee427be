#include "tricky/analysis/training_history.h"

#include <algorithm>

#include "tricky/data/errors.h"

namespace tricky::analysis {

namespace {

/// Runs that are trained, say what they are compared with, and are through an epoch.
std::vector<std::pair<RunRecord, std::vector<int>>> compared_runs(const StudyFolder& study) {
  std::vector<std::pair<RunRecord, std::vector<int>>> runs;
  for (const std::string& name : study.run_names()) {
    RunRecord run = read_run(study.run(name));
    if (run.origin != RunRecord::Origin::trained || !run.comparison) continue;
    std::vector<int> epochs = complete_epochs(study.run(name));
    if (!epochs.empty()) runs.emplace_back(std::move(run), std::move(epochs));
  }
  return runs;
}

TrainingHistory read_history(const StudyFolder& study, const ItemSet& items, RunRecord run, std::vector<int> epochs) {
  const std::size_t n_items = items.size();
  CorrectnessMatrix matrix;
  matrix.item_ids.resize(n_items);
  matrix.cells.reserve(epochs.size() * n_items);
  std::vector<std::uint64_t> n_same;
  std::vector<std::uint64_t> n_both;
  std::vector<std::uint16_t> before;
  for (const int epoch : epochs) {
    std::vector<std::uint16_t> now = read_responses(responses_file(study.run(run.name), epoch), n_items);
    matrix.makers.push_back({run.name});
    for (std::size_t i = 0; i < n_items; ++i) {
      matrix.cells.push_back(now[i] == kMissingResponse ? Correctness::missing
                             : now[i] == items[i].label ? Correctness::right
                                                        : Correctness::wrong);
    }
    if (!before.empty()) {
      std::uint64_t same = 0;
      std::uint64_t both = 0;
      for (std::size_t i = 0; i < n_items; ++i) {
        const bool has_both = now[i] != kMissingResponse && before[i] != kMissingResponse;
        both += has_both ? 1 : 0;
        same += has_both && now[i] == before[i] ? 1 : 0;
      }
      n_same.push_back(same);
      n_both.push_back(both);
    }
    before = std::move(now);
  }
  return {std::move(run), std::move(epochs), CorrectnessBits(matrix), std::move(n_same), std::move(n_both)};
}

}  // namespace

std::size_t TrainingHistory::at(int epoch) const {
  const auto found = std::lower_bound(epochs.begin(), epochs.end(), epoch);
  if (found == epochs.end() || *found != epoch) return epochs.size();
  return static_cast<std::size_t>(found - epochs.begin());
}

std::vector<ItemHistory> item_histories(const TrainingHistory& history) {
  std::vector<ItemHistory> items(history.bits.n_items());
  for (std::size_t i = 0; i < items.size(); ++i) {
    ItemHistory& item = items[i];
    bool was_right = false;
    for (std::size_t epoch = 0; epoch < history.epochs.size(); ++epoch) {
      if (history.epochs[epoch] == 0 || !history.bits.has_answered(epoch, i)) continue;
      const bool is_right = history.bits.is_right(epoch, i);
      ++item.n_epochs;
      item.n_right += is_right ? 1 : 0;
      item.n_forgotten += was_right && !is_right ? 1 : 0;
      was_right = is_right;
    }
  }
  return items;
}

std::vector<TrainingHistory> load_training_histories(const StudyFolder& study, const ItemSet& items) {
  std::vector<TrainingHistory> histories;
  for (auto& [run, epochs] : compared_runs(study)) {
    if (run.item_set_digest != items.digest()) {
      throw InputError(
          {study.run(run.name) / "run.json", 0, "item_set_digest"},
          "this network saw another item set than items.csv lists; take it out of the study or import its own items");
    }
    histories.push_back(read_history(study, items, std::move(run), std::move(epochs)));
  }
  return histories;
}

std::vector<std::filesystem::path> training_files(const StudyFolder& study) {
  std::vector<std::filesystem::path> files;
  for (const auto& [run, epochs] : compared_runs(study)) {
    for (const int epoch : epochs) files.push_back(responses_file(study.run(run.name), epoch));
  }
  return files;
}

std::vector<TrainingCondition> conditions_of(const std::vector<TrainingHistory>& histories) {
  std::vector<TrainingCondition> conditions;
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const RunRecord& run = histories[i].run;
    for (const RunComparison::Served& served : run.comparison->conditions) {
      auto at = std::find_if(conditions.begin(), conditions.end(),
                             [&](const TrainingCondition& condition) { return condition.name == served.condition; });
      if (at == conditions.end()) {
        at = conditions.insert(conditions.end(), {served.condition, served.compared_with, {}});
      }
      const std::string name = served.condition == run.condition ? run.name : served.condition + " (" + run.name + ")";
      at->members.push_back({name, i, served.extra_epochs});
    }
  }
  return conditions;
}

}  // namespace tricky::analysis
