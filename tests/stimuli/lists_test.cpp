#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/pair_list.h"
#include "tricky/stimuli/ratings_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

namespace {

/// Items and their difficulty: `n` of each class in turns; "colour" alternates red, red, blue within each class, and
/// every tenth item has a label error.
struct Sample {
  ItemSet items;
  DifficultyTable table;
};

Sample sample(std::size_t n_trivial, std::size_t n_in_between, std::size_t n_impossible) {
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

ListOptions options(std::uint64_t seed = 1312) {
  ListOptions result;
  result.name = "list";
  result.difficulty_name = "all";
  result.seed = seed;
  return result;
}

std::vector<std::string> ids_of(const StimulusList& list, Phase phase) {
  std::vector<std::string> ids;
  for (const ListedStimulus& each : list.stimuli) {
    if (each.phase == phase) ids.push_back(each.item_id);
  }
  return ids;
}

/// How often the trivial image of this phase is on the left.
int n_trivial_left(const StimulusList& list, Phase phase) {
  return static_cast<int>(std::count_if(list.stimuli.begin(), list.stimuli.end(), [phase](const ListedStimulus& each) {
    return each.phase == phase && each.position == Position::left && each.difficulty == Difficulty::trivial;
  }));
}

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

void check_no_image_twice(const StimulusList& list) {
  std::set<std::string> seen;
  for (const ListedStimulus& each : list.stimuli) {
    INFO(each.item_id);
    CHECK(seen.insert(each.item_id).second);
  }
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a pair list shows one trivial and one impossible image a trial and none twice") {
  const Sample s = sample(40, 10, 30);
  const StimulusList list = make_pair_list(s.table, s.items, {20, 5}, options());
  REQUIRE(list.stimuli.size() == 50);
  CHECK(list.kind == StimulusList::Kind::pairs);
  CHECK(list.item_set_digest == s.items.digest());
  CHECK(list.image_width_px == 0);
  check_no_image_twice(list);
  for (std::size_t i = 0; i < 50; i += 2) {
    const ListedStimulus& left = list.stimuli[i];
    const ListedStimulus& right = list.stimuli[i + 1];
    const bool practice = i < 10;
    CHECK(left.phase == (practice ? Phase::practice : Phase::main));
    CHECK(left.trial == static_cast<int>(practice ? i / 2 + 1 : i / 2 - 4));
    CHECK(right.trial == left.trial);
    CHECK(left.position == Position::left);
    CHECK(right.position == Position::right);
    const std::set<Difficulty> classes{left.difficulty, right.difficulty};
    CHECK(classes == std::set<Difficulty>{Difficulty::trivial, Difficulty::impossible});
    CHECK(left.n_makers == 4);
    CHECK(left.n_correct == (left.difficulty == Difficulty::trivial ? 4 : 0));
    CHECK(left.category == s.items[*s.items.find(left.item_id)].category);
  }
}

TEST_CASE("a written pair list passes the reader's checks") {
  const Sample s = sample(40, 10, 30);
  const TemporaryFolder folder;
  const StimulusList list = make_pair_list(s.table, s.items, {20, 5}, options());
  write_stimulus_list(folder / "list.csv", list, Provenance{});
  CHECK(ids_of(read_stimulus_list(folder / "list.csv"), Phase::main) == ids_of(list, Phase::main));
}

TEST_CASE("sides are balanced exactly, and the odd trial's side is random") {
  const Sample s = sample(40, 0, 40);
  std::set<int> odd;
  std::set<int> odd_practice;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(n_trivial_left(make_pair_list(s.table, s.items, {20, 0}, options(seed)), Phase::main) == 10);
    const StimulusList list = make_pair_list(s.table, s.items, {21, 5}, options(seed));
    odd.insert(n_trivial_left(list, Phase::main));
    odd_practice.insert(n_trivial_left(list, Phase::practice));
  }
  CHECK(odd == std::set<int>{10, 11});
  CHECK(odd_practice == std::set<int>{2, 3});
}

TEST_CASE("sides come in random order") {
  const Sample s = sample(100, 0, 100);
  const StimulusList list = make_pair_list(s.table, s.items, {100, 0}, options());
  int n_changes = 0;
  for (std::size_t i = 2; i < 200; i += 2) n_changes += list.stimuli[i].difficulty != list.stimuli[i - 2].difficulty;
  // 99 neighbours, half of them expected to differ; the standard deviation is 5.
  CHECK(n_changes > 30);
  CHECK(n_changes < 70);
}

TEST_CASE("every image of a class is as likely as any other to be drawn") {
  const Sample s = sample(10, 0, 10);
  std::map<std::string, int> drawn;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    for (const std::string& id : ids_of(make_pair_list(s.table, s.items, {3, 0}, options(seed)), Phase::main))
      ++drawn[id];
  }
  REQUIRE(drawn.size() == 20);
  // Binomial of 1000 at 0.3: mean 300, standard deviation 14.5.
  for (const auto& [id, n] : drawn) {
    INFO(id);
    CHECK(n > 230);
    CHECK(n < 370);
  }
}

TEST_CASE("the same seed draws the same list, another seed another one") {
  const Sample s = sample(40, 40, 40);
  const auto pairs = [&](std::uint64_t seed) {
    return ids_of(make_pair_list(s.table, s.items, {20, 5}, options(seed)), Phase::main);
  };
  CHECK(pairs(1) == pairs(1));
  CHECK(pairs(1) != pairs(2));
}

TEST_CASE("a list's draw is pinned: it must never change for a seed") {
  const Sample s = sample(10, 10, 10);
  CHECK(
      ids_of(make_pair_list(s.table, s.items, {3, 1}, options(1312)), Phase::main) ==
      std::vector<std::string>{"impossible-2", "trivial-8", "trivial-0", "impossible-3", "impossible-0", "trivial-9"});
  CHECK(ids_of(make_ratings_list(s.table, s.items, {2, 3}, options(1313)), Phase::main) ==
        std::vector<std::string>{"impossible-5", "in-between-7", "in-between-3", "impossible-2", "trivial-7",
                                 "trivial-0"});
}

TEST_CASE("more practice trials do not change the main ones") {
  const Sample s = sample(40, 40, 40);
  const auto main_pairs = [&](int practice) {
    return ids_of(make_pair_list(s.table, s.items, {20, practice}, options()), Phase::main);
  };
  CHECK(main_pairs(0) == main_pairs(9));
  const auto main_ratings = [&](int practice) {
    return ids_of(make_ratings_list(s.table, s.items, {20, practice}, options()), Phase::main);
  };
  CHECK(main_ratings(0) == main_ratings(7));
}

TEST_CASE("catch trials are further pairs behind the main ones, which they do not change") {
  const Sample s = sample(60, 0, 60);
  const StimulusList plain = make_pair_list(s.table, s.items, {20, 5}, options());
  const StimulusList list = make_pair_list(s.table, s.items, {20, 5, 8}, options());
  check_no_image_twice(list);
  REQUIRE(list.stimuli.size() == plain.stimuli.size() + 16);
  for (std::size_t i = 0; i < plain.stimuli.size(); ++i) {
    CHECK(list.stimuli[i].item_id == plain.stimuli[i].item_id);
    CHECK(list.stimuli[i].position == plain.stimuli[i].position);
    CHECK_FALSE(list.stimuli[i].catch_side);
  }
  // Told side and side of the trivial image: each of the four cases twice.
  std::map<std::pair<Position, Position>, int> cells;
  for (std::size_t i = plain.stimuli.size(); i < list.stimuli.size(); i += 2) {
    const ListedStimulus& left = list.stimuli[i];
    REQUIRE(left.catch_side);
    CHECK(left.trial == 21 + static_cast<int>(i - plain.stimuli.size()) / 2);
    ++cells[{*left.catch_side, left.difficulty == Difficulty::trivial ? Position::left : Position::right}];
  }
  CHECK(cells.size() == 4);
  for (const auto& [cell, n] : cells) CHECK(n == 2);
}

TEST_CASE("however few catch trials there are, sides told and trivial images told are as even as can be") {
  const Sample s = sample(60, 0, 60);
  for (const int n : {1, 2, 3, 5, 7}) {
    std::set<int> lefts;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      int n_left = 0;
      int n_trivial = 0;
      for (const ListedStimulus& each : make_pair_list(s.table, s.items, {20, 0, n}, options(seed)).stimuli) {
        if (!each.catch_side || each.position == Position::right) continue;
        n_left += *each.catch_side == Position::left ? 1 : 0;
        n_trivial += (*each.catch_side == Position::left) == (each.difficulty == Difficulty::trivial) ? 1 : 0;
      }
      CHECK((n_left == n / 2 || n_left == n - n / 2));
      CHECK((n_trivial == n / 2 || n_trivial == n - n / 2));
      lefts.insert(n_left);
    }
    CHECK(lefts.size() == (n % 2 == 0 ? 1 : 2));
  }
}

TEST_CASE("more catch trials than can come between main ones, or than there are images for, are refused") {
  const Sample s = sample(30, 0, 30);
  CHECK_THROWS_WITH(make_pair_list(s.table, s.items, {10, 0, 9}, options()), Contains("--catch") && Contains("at most 8"));
  CHECK_THROWS_WITH(make_pair_list(s.table, s.items, {20, 5, 6}, options()),
                    Contains("31 (20 for the main trials and 5 for practice and 6 for catch trials)"));
}

TEST_CASE("the difficulty table's order does not matter") {
  Sample s = sample(40, 0, 40);
  const auto before = ids_of(make_pair_list(s.table, s.items, {20, 5}, options()), Phase::main);
  std::reverse(s.table.items.begin(), s.table.items.end());
  CHECK(ids_of(make_pair_list(s.table, s.items, {20, 5}, options()), Phase::main) == before);
}

TEST_CASE("a ratings list has equal numbers of each class in random order, practice from other images") {
  const Sample s = sample(20, 20, 20);
  const StimulusList list = make_ratings_list(s.table, s.items, {10, 6}, options(1313));
  REQUIRE(list.stimuli.size() == 36);
  CHECK(list.kind == StimulusList::Kind::ratings);
  check_no_image_twice(list);
  std::map<std::pair<Phase, Difficulty>, int> n;
  for (const ListedStimulus& each : list.stimuli) {
    ++n[{each.phase, each.difficulty}];
    CHECK(each.position == Position::centre);
  }
  for (const Difficulty difficulty : {Difficulty::trivial, Difficulty::in_between, Difficulty::impossible}) {
    CHECK(n[{Phase::main, difficulty}] == 10);
    CHECK(n[{Phase::practice, difficulty}] == 2);
  }
  // In order of classes the first ten would be trivial.
  const auto n_early = std::count_if(list.stimuli.begin() + 6, list.stimuli.begin() + 16,
                                     [](const ListedStimulus& each) { return each.difficulty == Difficulty::trivial; });
  CHECK(n_early < 9);
  CHECK(list.stimuli[5].trial == 6);
  CHECK(list.stimuli[6].trial == 1);
  const TemporaryFolder folder;
  write_stimulus_list(folder / "list.csv", list, Provenance{});
  CHECK_NOTHROW(read_stimulus_list(folder / "list.csv"));
}

TEST_CASE("practice images that do not divide by three are spread at random") {
  const Sample s = sample(20, 20, 20);
  std::set<Difficulty> got_one;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const StimulusList list = make_ratings_list(s.table, s.items, {10, 1}, options(seed));
    got_one.insert(list.stimuli.front().difficulty);
  }
  CHECK(got_one.size() == 3);
}

TEST_CASE("label errors and named items are left out when asked") {
  const Sample s = sample(20, 0, 20);
  ListOptions draw = options();
  const auto n_label_errors = [](const StimulusList& list) {
    return std::count_if(list.stimuli.begin(), list.stimuli.end(),
                         [](const ListedStimulus& each) { return each.label_error; });
  };
  CHECK(n_label_errors(make_pair_list(s.table, s.items, {20, 0}, draw)) == 4);
  draw.label_errors = LabelErrors::exclude;
  CHECK(n_label_errors(make_pair_list(s.table, s.items, {18, 0}, draw)) == 0);
  draw.excluded = {"trivial-0", "impossible-3"};
  for (const std::string& id : ids_of(make_pair_list(s.table, s.items, {17, 0}, draw), Phase::main)) {
    CHECK(id != "trivial-0");
    CHECK(id != "impossible-3");
  }
}

TEST_CASE("too few images: the error says how many there are, how many it takes, and what helps") {
  const Sample s = sample(20, 5, 30);
  ListOptions draw = options();
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, s.items, {149, 5}, draw);
             }),
             Contains("\"all\" has 20 trivial images") &&
                 Contains("154 (149 for the main trials and 5 for practice)") && Contains("--trials") &&
                 Contains("larger --allowed-exceptions") && !Contains("--exclude-label-errors"));
  draw.label_errors = LabelErrors::exclude;
  draw.excluded = {"trivial-1"};
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, s.items, {18, 0}, draw);
             }),
             Contains("17 trivial images to draw from (2 more carry label errors, 1 more are excluded by --exclude)") &&
                 Contains("18 for the main trials") && Contains("drop --exclude-label-errors"));
  CHECK_THAT(message_of([&] {
               make_ratings_list(s.table, s.items, {6, 0}, options());
             }),
             Contains("5 in-between images") && Contains("--per-class") && Contains("smaller --allowed-exceptions"));
  CHECK(message_of([&] { make_pair_list(s.table, s.items, {20, 0}, options()); }) == "accepted");
  CHECK(message_of([&] { make_pair_list(s.table, s.items, {20, 1}, options()); }) != "accepted");
}

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

TEST_CASE("a label_error that is neither 0 nor 1 is refused") {
  DifficultyTable table;
  const ItemSet items({{"a", 0, "", ""}, {"b", 0, "", ""}}, {"label_error"}, {{"no"}, {"0"}});
  table.items = {{"a", 1, 1, Difficulty::trivial}, {"b", 1, 0, Difficulty::impossible}};
  table.item_set_digest = items.digest();
  CHECK_THAT(message_of([&] {
               make_pair_list(table, items, {1, 0}, options());
             }),
             Contains("label_error of item \"a\"") && Contains("\"no\""));
}

TEST_CASE("a difficulty table of other items is refused") {
  Sample s = sample(5, 5, 5);
  const Sample other = sample(6, 5, 5);
  CHECK_THAT(message_of([&] {
               make_pair_list(s.table, other.items, {2, 0}, options());
             }),
             Contains("\"all\"") && Contains("digests differ") && Contains("tricky difficulty"));
  s.table.items[0].item_id = "stranger";
  CHECK_THAT(message_of([&] { make_pair_list(s.table, s.items, {2, 0}, options()); }), Contains("\"stranger\""));
}

TEST_CASE("an exclude file is any table with an item_id column, whose ids must be known") {
  const Sample s = sample(5, 5, 5);
  const TemporaryFolder folder;
  write_file(folder / "a.csv", "trial,item_id\n1,trivial-0\n2,impossible-4\n3,trivial-0\n");
  CHECK(read_excluded(folder / "a.csv", s.items) == std::unordered_set<std::string>{"trivial-0", "impossible-4"});
  write_file(folder / "b.csv", "item_id\ntrivial-0\nstranger\n");
  CHECK_THAT(message_of([&] { read_excluded(folder / "b.csv", s.items); }),
             Contains("b.csv:3") && Contains("\"stranger\""));
  write_file(folder / "c.csv", "id\ntrivial-0\n");
  CHECK_THAT(message_of([&] { read_excluded(folder / "c.csv", s.items); }), Contains("item_id"));
}
