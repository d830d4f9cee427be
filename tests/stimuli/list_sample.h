#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/items.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/list_options.h"

// What tests of drawn lists draw from, and what they ask of a list.

namespace tricky::stimuli {

struct Sample {
  ItemSet items;
  DifficultyTable table;
};

inline Sample sample(std::size_t n_trivial, std::size_t n_in_between, std::size_t n_impossible) {
  std::vector<Item> items;
  std::vector<std::vector<std::string>> extra;
  Sample result;
  const auto add = [&](std::size_t n, Difficulty difficulty, int n_correct) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::string id = std::string(to_text(difficulty)) + "-" + std::to_string(i);
      items.push_back({id, static_cast<std::uint16_t>(i % 5), i % 2 == 0 ? "cat" : "dog", ""});
      extra.push_back({i % 3 == 2 ? "blue" : "red", i % 10 == 9 ? "1" : "0"});
      result.table.items.push_back({id, 4, n_correct, difficulty});
    }
  };
  add(n_trivial, Difficulty::trivial, 4);
  add(n_in_between, Difficulty::in_between, 2);
  add(n_impossible, Difficulty::impossible, 0);
  result.items = ItemSet(std::move(items), {"colour", "label_error"}, std::move(extra));
  result.table.item_set_digest = result.items.digest();
  return result;
}

inline ListOptions options(std::uint64_t seed = 1312) {
  ListOptions result;
  result.name = "list";
  result.difficulty_name = "all";
  result.seed = seed;
  return result;
}

inline std::vector<std::string> ids_of(const StimulusList& list, Phase phase) {
  std::vector<std::string> ids;
  for (const ListedStimulus& each : list.stimuli) {
    if (each.phase == phase) ids.push_back(each.item_id);
  }
  return ids;
}

/// How often the trivial image of this phase is on the left.
inline int n_trivial_left(const StimulusList& list, Phase phase) {
  return static_cast<int>(std::count_if(list.stimuli.begin(), list.stimuli.end(), [phase](const ListedStimulus& each) {
    return each.phase == phase && each.position == Position::left && each.difficulty == Difficulty::trivial;
  }));
}

inline void check_no_image_twice(const StimulusList& list) {
  std::set<std::string> seen;
  for (const ListedStimulus& each : list.stimuli) {
    INFO(each.item_id);
    CHECK(seen.insert(each.item_id).second);
  }
}

inline std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace tricky::stimuli
