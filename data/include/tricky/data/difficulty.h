#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/provenance.h"

namespace tricky {

enum class Difficulty { trivial, in_between, impossible, unclassified };

/// "trivial", "in-between", "impossible"; "" for unclassified.
std::string_view to_text(Difficulty difficulty);
/// The reverse; throws InputError for other words.
Difficulty parse_difficulty(std::string_view text);

/// Trivial: at most `allowed_exceptions` decision makers wrong. Impossible: at most that many right. 0 is the paper's
/// 13-network study, 1 its 11-network study (section 3.2).
struct DifficultyRule {
  int allowed_exceptions = 0;
};

/// What to do with an item for which some decision makers have no response: leave it unclassified, or judge it by those
/// that have.
enum class MissingResponses { exclude_item, count_answered };

struct ItemDifficulty {
  std::string item_id;
  int n_makers = 0;  ///< decision makers with a response
  int n_correct = 0;
  Difficulty difficulty = Difficulty::unclassified;
};

struct DifficultyTable {
  DifficultyRule rule;
  std::vector<std::string> makers;  ///< ids; empty when only counts were released
  std::string item_set_digest;
  std::vector<ItemDifficulty> items;

  std::size_t count(Difficulty difficulty) const;
};

/// The class of one item. With 2 * allowed_exceptions >= n_makers an item could be both: unclassified.
Difficulty classify(int n_correct, int n_makers, DifficultyRule rule);

/// The table of all items. Throws InputError when there are too few makers for the rule.
DifficultyTable classify(const CorrectnessMatrix& correctness, DifficultyRule rule, MissingResponses missing);

/// difficulty/NAME.csv (item_id,n_makers,n_correct,difficulty) and NAME.json (rule, makers, digest, provenance).
DifficultyTable read_difficulty(const std::filesystem::path& csv);
void write_difficulty(const std::filesystem::path& csv, const DifficultyTable& table, const Provenance& provenance);

}  // namespace tricky
