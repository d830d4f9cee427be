#include <map>
#include <string>

#include "list_sample.h"
#include "tricky/stimuli/pair_list.h"
#include "tricky/stimuli/ratings_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

namespace {

/// How often each value of an extra column stands in the main trials of a class.
std::map<std::string, int> counts(const StimulusList& list, const ItemSet& items, Difficulty difficulty,
                                  const std::string& column) {
  std::map<std::string, int> result;
  for (const ListedStimulus& each : list.stimuli) {
    if (each.phase == Phase::main && each.difficulty == difficulty) {
      ++result[items.extra(*items.find(each.item_id), *items.find_extra(column))];
    }
  }
  return result;
}

}  // namespace

TEST_CASE("balancing makes each value as frequent in every class") {
  // 30 trivial: 20 red, 10 blue; 12 impossible: 8 red, 4 blue.
  const Sample s = sample(30, 0, 12);
  ListOptions draw = options();
  draw.balance = "colour";
  const auto check = [&](int trials, const std::map<std::string, int>& expected) {
    const StimulusList list = make_pair_list(s.table, s.items, {trials, 0}, draw);
    CHECK(counts(list, s.items, Difficulty::trivial, "colour") == expected);
    CHECK(counts(list, s.items, Difficulty::impossible, "colour") == expected);
    check_no_image_twice(list);
  };
  check(8, {{"blue", 4}, {"red", 4}});
  check(10, {{"blue", 4}, {"red", 6}});  // only four impossible blue ones
  check(12, {{"blue", 4}, {"red", 8}});
  std::set<int> n_blue;
  for (draw.seed = 0; draw.seed < 20; ++draw.seed) {
    n_blue.insert(
        counts(make_pair_list(s.table, s.items, {3, 0}, draw), s.items, Difficulty::trivial, "colour")["blue"]);
  }
  CHECK(n_blue == std::set<int>{1, 2});  // which value gets the odd one is random
}

TEST_CASE("balancing works for labels, categories and ratings") {
  const Sample s = sample(30, 30, 30);
  ListOptions draw = options();
  for (const char* column : {"label", "category"}) {
    draw.balance = column;
    std::map<std::string, int> categories;
    std::map<int, int> labels;
    for (const ListedStimulus& each : make_ratings_list(s.table, s.items, {10, 3}, draw).stimuli) {
      if (each.phase != Phase::main) continue;
      ++categories[each.category];
      ++labels[s.items[*s.items.find(each.item_id)].label];
    }
    if (draw.balance == "category") CHECK(categories == std::map<std::string, int>{{"cat", 15}, {"dog", 15}});
    if (draw.balance == "label") CHECK(labels == std::map<int, int>{{0, 6}, {1, 6}, {2, 6}, {3, 6}, {4, 6}});
  }
}

TEST_CASE("balancing fails plainly when values cannot be matched or columns are unknown") {
  std::vector<Item> items;
  std::vector<std::vector<std::string>> extra;
  DifficultyTable table;
  for (int i = 0; i < 12; ++i) {
    const std::string id = "item-" + std::to_string(i);
    const bool trivial = i < 6;
    items.push_back({id, 0, "", ""});
    // Trivial: 4 red, 2 without a value. Impossible: 3 red, 2 blue, 1 without.
    extra.push_back({trivial ? (i < 4 ? "red" : "") : (i < 9 ? "red" : i < 11 ? "blue" : "")});
    table.items.push_back({id, 2, trivial ? 2 : 0, trivial ? Difficulty::trivial : Difficulty::impossible});
  }
  const ItemSet set(std::move(items), {"colour"}, std::move(extra));
  table.item_set_digest = set.digest();
  ListOptions draw = options();
  draw.balance = "colour";
  CHECK(make_pair_list(table, set, {3, 2}, draw).stimuli.size() == 10);
  CHECK_THAT(message_of([&] {
               make_pair_list(table, set, {4, 0}, draw);
             }),
             Contains("only 3 images each with matching values, but 4"));
  draw.balance = "color";
  CHECK_THAT(message_of([&] { make_pair_list(table, set, {3, 0}, draw); }), Contains("did you mean \"colour\"?"));
  draw.balance.clear();
  draw.label_errors = LabelErrors::exclude;
  CHECK_THAT(message_of([&] { make_pair_list(table, set, {3, 0}, draw); }), Contains("no column label_error"));
}
