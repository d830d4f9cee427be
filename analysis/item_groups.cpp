#include "tricky/analysis/item_groups.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/data/errors.h"

namespace tricky::analysis {

std::vector<Result> analyse_item_groups(const DifficultyTable& table, const std::string& name, const ItemSet& items,
                                        const std::string& column, double level) {
  const auto at = items.find_extra(column);
  TRICKY_ASSERT(at.has_value());
  std::map<std::string, std::array<std::uint64_t, 3>> groups;
  std::array<std::uint64_t, 3> of_difficulty{};
  std::size_t n_without = 0;
  for (const ItemDifficulty& item : table.items) {
    const auto index = items.find(item.item_id);
    if (!index || item.difficulty == Difficulty::unclassified) continue;
    const std::string& group = items.extra(*index, *at);
    if (group.empty()) {
      ++n_without;
      continue;
    }
    const auto difficulty = static_cast<std::size_t>(item.difficulty);
    ++groups[group][difficulty];
    ++of_difficulty[difficulty];
  }
  std::vector<Result> results;
  if (groups.size() < 2 || groups.size() > kMostGroups) return results;
  const std::string note = n_without == 0 ? "" : fmt::format("{} items without a {} left out", n_without, column);
  const std::string over = "difficulty " + name;
  for (const auto& [group, counts] : groups) {
    for (const Difficulty difficulty : {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible}) {
      const auto d = static_cast<std::size_t>(difficulty);
      const std::string subset = fmt::format("{}, {}", column, to_text(difficulty));
      const auto add = [&](const char* statistic, std::uint64_t n) {
        Estimate share = binomial_share(counts[d], n, level);
        share.method = joined(share.method, note);
        results.push_back({statistic, group, over, subset, std::move(share)});
      };
      add("share_within_group", counts[0] + counts[1] + counts[2]);
      add("share_within_difficulty", of_difficulty[d]);
    }
  }
  return results;
}

}  // namespace tricky::analysis
