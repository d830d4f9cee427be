#include <map>
#include <set>
#include <string>

#include "list_sample.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/pair_list.h"
#include "tricky/stimuli/ratings_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

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

TEST_CASE("the difficulty table's order does not matter") {
  Sample s = sample(40, 0, 40);
  const auto before = ids_of(make_pair_list(s.table, s.items, {20, 5}, options()), Phase::main);
  std::reverse(s.table.items.begin(), s.table.items.end());
  CHECK(ids_of(make_pair_list(s.table, s.items, {20, 5}, options()), Phase::main) == before);
}
