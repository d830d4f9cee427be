#include "balance.h"

#include <algorithm>
#include <span>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

BalanceColumn::BalanceColumn(const ItemSet& items, const std::string& name) : items_(items) {
  if (name == "label") {
    kind_ = Kind::label;
  } else if (name == "category") {
    kind_ = Kind::category;
  } else if (const auto column = items.find_extra(name)) {
    extra_ = *column;
  } else {
    std::vector<std::string> names = items.extra_columns();
    names.insert(names.begin(), {"label", "category"});
    const auto nearest = nearest_name(name, names);
    throw InputError("--balance: items.csv has no column " + in_quotes(name) +
                     (nearest ? "; did you mean " + in_quotes(*nearest) + "?" : "; it has " + join(names, ", ")));
  }
}

std::string BalanceColumn::value(std::size_t item) const {
  switch (kind_) {
    case Kind::label: return std::to_string(items_[item].label);
    case Kind::category: return items_[item].category;
    case Kind::extra: break;
  }
  return items_.extra(item, extra_);
}

std::map<std::string, std::size_t> balanced_quota(const std::vector<std::vector<std::string>>& values, std::size_t n,
                                                  RandomStream& random, const std::string& column,
                                                  const std::string& size_option) {
  TRICKY_ASSERT(!values.empty());
  std::vector<std::map<std::string, std::size_t>> counts(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    for (const std::string& value : values[k]) {
      if (!value.empty()) ++counts[k][value];
    }
  }
  struct Supply {
    std::string value;
    std::size_t left;
  };
  std::vector<Supply> supplies;
  std::size_t n_matched = 0;
  for (const auto& [value, first_count] : counts.front()) {
    std::size_t least = first_count;
    for (const auto& count : counts) {
      const auto found = count.find(value);
      least = std::min(least, found == count.end() ? std::size_t{0} : found->second);
    }
    if (least > 0) supplies.push_back({value, least});
    n_matched += least;
  }
  if (n_matched < n) {
    throw InputError("--balance " + column + ": the classes have only " + std::to_string(n_matched) +
                     " images each with matching values, but " + std::to_string(n) +
                     " are needed; ask for fewer with " + size_option + ", or drop --balance");
  }

  std::map<std::string, std::size_t> quota;
  while (n > 0) {
    random.shuffle(std::span(supplies));
    for (Supply& supply : supplies) {
      if (n == 0) break;
      --supply.left;
      ++quota[supply.value];
      --n;
    }
    std::erase_if(supplies, [](const Supply& supply) { return supply.left == 0; });
  }
  return quota;
}

}  // namespace tricky::stimuli
