#include "draw.h"

#include <algorithm>
#include <map>
#include <optional>

#include "balance.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace {

/// The images of one class that may be drawn, and how many of the class may not.
struct Pool {
  std::vector<ListedStimulus> images;
  std::vector<std::string> values;  ///< of the balance column, one an image; none when nothing is balanced
  std::size_t n_label_errors = 0;   ///< left out
  std::size_t n_excluded = 0;       ///< left out
};

/// Reads the label_error column, which an item set need not have.
class LabelErrorColumn {
 public:
  LabelErrorColumn(const ItemSet& items, LabelErrors use) : items_(items), column_(items.find_extra("label_error")) {
    if (use == LabelErrors::exclude && !column_) {
      throw InputError(
          "items.csv has no column label_error (1: the label is wrong), so label errors are unknown; "
          "add it, or drop --exclude-label-errors");
    }
  }

  bool operator()(std::size_t item) const {
    if (!column_) return false;
    const std::string& text = items_.extra(item, *column_);
    if (text == "1") return true;
    if (text.empty() || text == "0") return false;
    throw InputError("items.csv: label_error of item " + in_quotes(items_[item].item_id) + ": expected 0 or 1, got " +
                     in_quotes(text));
  }

 private:
  const ItemSet& items_;
  std::optional<std::size_t> column_;
};

std::vector<Pool> make_pools(const DifficultyTable& table, const ItemSet& items, std::span<const ClassNeed> needs,
                             const ListOptions& options) {
  if (table.item_set_digest != items.digest()) {
    throw InputError(
        "difficulty " + in_quotes(options.difficulty_name) +
        " was computed for other items than those of items.csv (their digests differ); compute it anew with "
        "tricky difficulty");
  }
  std::vector<const ItemDifficulty*> by_item(items.size(), nullptr);
  for (const ItemDifficulty& each : table.items) {
    const auto item = items.find(each.item_id);
    if (!item) {
      throw InputError("difficulty " + in_quotes(options.difficulty_name) + " lists item " + in_quotes(each.item_id) +
                       ", which items.csv does not have; compute it anew with tricky difficulty");
    }
    by_item[*item] = &each;
  }

  const LabelErrorColumn is_label_error(items, options.label_errors);
  const std::optional<BalanceColumn> balance =
      options.balance.empty() ? std::nullopt : std::optional(BalanceColumn(items, options.balance));
  std::vector<Pool> pools(needs.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (by_item[i] == nullptr) continue;
    const auto need = std::find_if(needs.begin(), needs.end(),
                                   [&](const ClassNeed& each) { return each.difficulty == by_item[i]->difficulty; });
    if (need == needs.end()) continue;
    Pool& pool = pools[static_cast<std::size_t>(need - needs.begin())];
    const bool label_error = is_label_error(i);
    if (label_error && options.label_errors == LabelErrors::exclude) {
      ++pool.n_label_errors;
      continue;
    }
    if (options.excluded.contains(items[i].item_id)) {
      ++pool.n_excluded;
      continue;
    }
    ListedStimulus stimulus;
    stimulus.item_id = items[i].item_id;
    stimulus.difficulty = by_item[i]->difficulty;
    stimulus.n_makers = by_item[i]->n_makers;
    stimulus.n_correct = by_item[i]->n_correct;
    stimulus.category = items[i].category;
    stimulus.label_error = label_error;
    pool.images.push_back(std::move(stimulus));
    if (balance) pool.values.push_back(balance->value(i));
  }
  return pools;
}

Purpose purpose_of(Difficulty difficulty) {
  switch (difficulty) {
    case Difficulty::trivial: return Purpose::trivial;
    case Difficulty::in_between: return Purpose::in_between;
    case Difficulty::impossible: return Purpose::impossible;
    case Difficulty::unclassified: break;
  }
  TRICKY_ASSERT(!"unclassified images are never drawn");
  return Purpose::trivial;
}

void shuffle(Pool& pool, RandomStream random) {
  const std::vector<std::uint32_t> order = random_permutation(random, static_cast<std::uint32_t>(pool.images.size()));
  Pool shuffled;
  for (const std::uint32_t i : order) {
    shuffled.images.push_back(std::move(pool.images[i]));
    if (!pool.values.empty()) shuffled.values.push_back(std::move(pool.values[i]));
  }
  pool.images = std::move(shuffled.images);
  pool.values = std::move(shuffled.values);
}

/// "12 trivial images to draw from (43 more carry label errors)"
std::string supply_text(const Pool& pool, const ClassNeed& need) {
  std::vector<std::string> left_out;
  if (pool.n_label_errors > 0) left_out.push_back(with_thousands(pool.n_label_errors) + " more carry label errors");
  if (pool.n_excluded > 0) left_out.push_back(with_thousands(pool.n_excluded) + " more are excluded by --exclude");
  return with_thousands(static_cast<std::int64_t>(pool.images.size())) + " " + std::string(to_text(need.difficulty)) +
         (pool.images.size() == 1 ? " image" : " images") + " to draw from" +
         (left_out.empty() ? "" : " (" + join(left_out, ", ") + ")");
}

std::size_t all(const ClassNeed& need) { return need.main + need.practice + need.catch_trials; }

std::string need_text(const ClassNeed& need) {
  std::vector<std::string> uses{std::to_string(need.main) + " for the main trials"};
  if (need.practice > 0) uses.push_back(std::to_string(need.practice) + " for practice");
  if (need.catch_trials > 0) uses.push_back(std::to_string(need.catch_trials) + " for catch trials");
  return uses.size() == 1 ? uses.front() : std::to_string(all(need)) + " (" + join(uses, " and ") + ")";
}

void check_supply(const std::vector<Pool>& pools, std::span<const ClassNeed> needs, const ListOptions& options,
                  const std::string& size_option) {
  for (std::size_t k = 0; k < needs.size(); ++k) {
    const Pool& pool = pools[k];
    if (pool.images.size() >= all(needs[k])) continue;
    std::string advice = "; ask for fewer with " + size_option;
    // In-between images become fewer when more exceptions are allowed.
    advice += needs[k].difficulty == Difficulty::in_between
                  ? ", compute the difficulty with a smaller --allowed-exceptions (tricky difficulty)"
                  : ", compute the difficulty with a larger --allowed-exceptions (tricky difficulty)";
    if (pool.n_label_errors > 0) advice += ", or drop --exclude-label-errors";
    if (pool.n_excluded > 0) advice += ", or drop --exclude";
    throw InputError("difficulty " + in_quotes(options.difficulty_name) + " has " + supply_text(pool, needs[k]) +
                     ", but the list takes " + need_text(needs[k]) + advice);
  }
}

/// Splits a shuffled pool: the first images of each value up to its quota are main ones, the others stay in order.
void take_balanced(Pool& pool, std::map<std::string, std::size_t> quota, DrawnClass& drawn) {
  std::vector<ListedStimulus> rest;
  for (std::size_t i = 0; i < pool.images.size(); ++i) {
    const auto left = quota.find(pool.values[i]);
    const bool take = left != quota.end() && left->second > 0;
    if (take) --left->second;
    (take ? drawn.main : rest).push_back(std::move(pool.images[i]));
  }
  pool.images = std::move(rest);
}

}  // namespace

RandomStream list_stream(std::uint64_t seed, Purpose purpose, StimulusList::Kind kind) {
  return RandomStream(seed, Stream::list, static_cast<std::uint32_t>(purpose), static_cast<std::uint32_t>(kind));
}

std::vector<DrawnClass> draw_classes(const DifficultyTable& difficulty, const ItemSet& items,
                                     std::span<const ClassNeed> needs, StimulusList::Kind kind,
                                     const ListOptions& options, const std::string& size_option) {
  std::vector<Pool> pools = make_pools(difficulty, items, needs, options);
  check_supply(pools, needs, options, size_option);
  for (std::size_t k = 0; k < needs.size(); ++k) {
    shuffle(pools[k], list_stream(options.seed, purpose_of(needs[k].difficulty), kind));
  }

  std::map<std::string, std::size_t> quota;
  if (!options.balance.empty()) {
    std::vector<std::vector<std::string>> values;
    for (const Pool& pool : pools) values.push_back(pool.values);
    RandomStream random = list_stream(options.seed, Purpose::balance, kind);
    quota = balanced_quota(values, needs.front().main, random, options.balance, size_option);
  }
  std::vector<DrawnClass> drawn(needs.size());
  for (std::size_t k = 0; k < needs.size(); ++k) {
    std::vector<ListedStimulus>& images = pools[k].images;
    if (options.balance.empty()) {
      const auto end = images.begin() + static_cast<std::ptrdiff_t>(needs[k].main);
      drawn[k].main.assign(images.begin(), end);
      images.erase(images.begin(), end);
    } else {
      take_balanced(pools[k], quota, drawn[k]);
    }
    TRICKY_ASSERT(drawn[k].main.size() == needs[k].main && images.size() >= needs[k].practice + needs[k].catch_trials);
    const auto behind_practice = images.begin() + static_cast<std::ptrdiff_t>(needs[k].practice);
    drawn[k].practice.assign(images.begin(), behind_practice);
    drawn[k].catch_trials.assign(behind_practice, behind_practice + static_cast<std::ptrdiff_t>(needs[k].catch_trials));
  }
  return drawn;
}

}  // namespace tricky::stimuli
