#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/items.h"

namespace tricky::engine {

/// Which class each output of somebody else's network stands for. Outputs that stand for none (the "background" of
/// TensorFlow's 1001) are left out when the largest is looked for.
class OutputClasses {
 public:
  /// Output i stands for class i; such a network must have as many outputs as the items have classes.
  OutputClasses() = default;
  /// The first `n` outputs stand for nothing, the next one for class 0. Said explicitly, even 0, so the network may
  /// have more classes than the items.
  static OutputClasses after(std::int64_t n);
  /// CSV of columns output,label: what is not listed stands for nothing; several outputs may stand for one label.
  static OutputClasses from_csv(const std::filesystem::path& csv);

  /// The label of each of a network's outputs, kMissingResponse where there is none. `n_classes` is what the study
  /// knows; 0 if it does not name its classes, and then the items' labels decide:
  ///   all labels from 0 to the largest occur   the network must have exactly so many classes
  ///   some do not (a selection of ImageNet)    it must have at least so many
  /// Throws InputError saying what the network has, what the items have, and which option bridges the two.
  std::vector<std::uint16_t> labels_of(std::int64_t n_outputs, const ItemSet& items, std::size_t n_classes) const;

 private:
  struct Row {
    std::int64_t output = 0;
    std::uint16_t label = 0;
  };
  std::optional<std::int64_t> left_out_;
  std::filesystem::path csv_;  ///< empty: in order
  std::vector<Row> rows_;
};

}  // namespace tricky::engine
