#include <map>
#include <string>

#include "list_sample.h"
#include "tricky/stimuli/pair_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

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
