#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/analysis/correctness_bits.h"
#include "tricky/data/decisions.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// All complete epochs of one trained network.
struct TrainingHistory {
  RunRecord run;
  std::vector<int> epochs;            ///< ascending
  CorrectnessBits bits;               ///< epochs x items
  std::vector<std::uint64_t> n_same;  ///< items with the same class at epochs[i] and epochs[i + 1] …
  std::vector<std::uint64_t> n_both;  ///< … of those that have a response at both

  /// The position of an epoch in `epochs`, or epochs.size().
  std::size_t at(int epoch) const;
};

/// How the responses to one item went over the epochs from the first on; the untrained network, epoch 0, does not
/// count.
struct ItemHistory {
  int n_epochs = 0;  ///< with a response
  int n_right = 0;
  int n_forgotten = 0;  ///< times it was right and at the next epoch with a response wrong (Toneva et al. 2019)

  bool is_never_learnt() const { return n_epochs > 0 && n_right == 0; }
  /// Learnt at some epoch and right ever after.
  bool is_never_forgotten() const { return n_right > 0 && n_forgotten == 0; }
};
std::vector<ItemHistory> item_histories(const TrainingHistory& history);

/// Trained networks with a `comparison` in their run.json and at least one complete epoch, in the order of names. Each
/// response file is read once; 31 networks x 91 epochs x 50,000 items take 40 MB. Throws InputError for networks of
/// another item set and for broken files.
std::vector<TrainingHistory> load_training_histories(const StudyFolder& study, const ItemSet& items);
/// The response files behind them.
std::vector<std::filesystem::path> training_files(const StudyFolder& study);

/// A network as one of those that stand for a condition: at comparison epoch e its own epoch e + extra_epochs counts.
struct ConditionMember {
  std::string name;  ///< "base_1"; where the network also serves other conditions, "plus_1_epoch (base_1)" for theirs
  std::size_t history = 0;
  int extra_epochs = 0;
};

struct TrainingCondition {
  std::string name;
  std::string compared_with;  ///< a condition's name; its own: its networks with one another
  std::vector<ConditionMember> members;
};

/// The conditions that the networks serve, in order of first appearance by name of network.
std::vector<TrainingCondition> conditions_of(const std::vector<TrainingHistory>& histories);

}  // namespace tricky::analysis
