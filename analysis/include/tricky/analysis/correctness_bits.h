#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "tricky/analysis/error_consistency.h"
#include "tricky/data/decisions.h"

namespace tricky::analysis {

/// Which items count, and how often: none, some (a subset), some twice (a draw with replacement). Kept as planes of
/// bits: plane k holds the items whose count has the binary digit 2^k.
class ItemCounts {
 public:
  explicit ItemCounts(std::span<const std::uint32_t> counts);

  std::size_t n_items() const { return n_items_; }
  std::uint64_t total() const { return total_; }
  /// (2^k, words) of the planes that are not empty.
  std::size_t n_planes() const { return weights_.size(); }
  std::uint64_t weight(std::size_t plane) const { return weights_[plane]; }
  std::span<const std::uint64_t> plane(std::size_t plane) const;

 private:
  std::size_t n_items_ = 0;
  std::size_t n_words_ = 0;
  std::uint64_t total_ = 0;
  std::vector<std::uint64_t> weights_;
  std::vector<std::uint64_t> words_;  ///< plane after plane
};

/// Correctness of many decision makers as two bits an item (right, answered), so that the table of a pair is a few
/// population counts: 499,500 pairs over 50,000 items take a tenth of a second. Gives exactly what agreement_table
/// gives.
class CorrectnessBits {
 public:
  explicit CorrectnessBits(const CorrectnessMatrix& matrix);

  std::size_t n_makers() const { return n_right_.size(); }
  std::size_t n_items() const { return n_items_; }
  std::uint64_t n_right(std::size_t maker) const { return n_right_[maker]; }
  std::uint64_t n_answered(std::size_t maker) const { return n_answered_[maker]; }
  bool is_right(std::size_t maker, std::size_t item) const;
  bool has_answered(std::size_t maker, std::size_t item) const;

  AgreementTable table(std::size_t first, std::size_t second) const;
  /// All pairs (0,1), (0,2) … (1,2) …
  std::vector<AgreementTable> all_tables() const;

  using Pair = std::pair<std::size_t, std::size_t>;
  /// Tables over the counted items only, each as often as it counts. Fastest when the pairs are sorted.
  std::vector<AgreementTable> tables(std::span<const Pair> pairs, const ItemCounts& items) const;
  /// (right, answered) of each maker over the counted items.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> right_and_answered(const ItemCounts& items) const;

  /// The table of makers of two matrices of the same items.
  friend AgreementTable table_of(const CorrectnessBits& first, std::size_t first_maker, const CorrectnessBits& second,
                                 std::size_t second_maker);

 private:
  std::span<const std::uint64_t> right(std::size_t maker) const;
  std::span<const std::uint64_t> answered(std::size_t maker) const;
  bool answered_all(std::size_t maker) const { return n_answered_[maker] == n_items_; }

  std::size_t n_items_;
  std::size_t n_words_;  ///< of 64 items each; bits beyond the last item are 0
  std::vector<std::uint64_t> right_;
  std::vector<std::uint64_t> answered_;
  std::vector<std::uint64_t> n_right_;
  std::vector<std::uint64_t> n_answered_;
};

AgreementTable table_of(const CorrectnessBits& first, std::size_t first_maker, const CorrectnessBits& second,
                        std::size_t second_maker);

}  // namespace tricky::analysis
