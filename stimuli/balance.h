#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tricky/data/items.h"
#include "tricky/data/random.h"

namespace tricky::stimuli {

/// A column of items.csv by name: "label", "category" or an extra one.
class BalanceColumn {
 public:
  /// Throws InputError for an unknown column, with the nearest one.
  BalanceColumn(const ItemSet& items, const std::string& name);
  std::string value(std::size_t item) const;

 private:
  enum class Kind { label, category, extra };
  const ItemSet& items_;
  Kind kind_ = Kind::extra;
  std::size_t extra_ = 0;
};

/// How often each value is drawn from every class: as even as the supply allows, `n` altogether. `values` holds each
/// class's values, one an image; empty values do not count. In each round every value that all classes still have gets
/// one more; when fewer than a full round are left, a random choice of values gets them.
/// Throws InputError saying how many can be matched when that is fewer than `n`.
std::map<std::string, std::size_t> balanced_quota(const std::vector<std::vector<std::string>>& values, std::size_t n,
                                                  RandomStream& random, const std::string& column,
                                                  const std::string& size_option);

}  // namespace tricky::stimuli
