#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_set>

#include "tricky/data/items.h"

namespace tricky::stimuli {

/// Images whose label people rejected (items.csv, column label_error = 1): an "impossible" one may just be mislabelled.
enum class LabelErrors { keep, exclude };

/// What pair and ratings lists have in common.
///
/// Drawing: each class's images that may be drawn (see below), in item-set order, are shuffled by
/// RandomStream(seed, Stream::list, purpose, kind of list), a purpose for each class; the first ones are the main
/// trials', the next ones practice, the next ones catch trials. So the same seed and pool give the same list everywhere, and more practice or
/// catch trials do not change the main ones.
///
/// `balance` names a column ("label", "category" or an extra one of items.csv) whose values shall be equally frequent
/// in all classes: value v is drawn m_v times from each class, where the m_v are as even as the smallest class's supply
/// of each value allows and sum to the number of trials; which values get one more is random. Images without a value
/// are then not used in main trials. Practice and catch trials are not balanced.
struct ListOptions {
  std::string name;             ///< of the list
  std::string difficulty_name;  ///< for the record and for messages
  std::uint64_t seed = 0;
  LabelErrors label_errors = LabelErrors::keep;
  std::unordered_set<std::string> excluded;  ///< item ids never to be drawn
  std::string balance;                       ///< a column, or empty
};

/// The item_id column of a CSV file, for instance another stimulus list. Throws InputError for ids that are not in
/// `items`.
std::unordered_set<std::string> read_excluded(const std::filesystem::path& csv, const ItemSet& items);

}  // namespace tricky::stimuli
