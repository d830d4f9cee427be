#include "tricky/data/stimulus_list.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using Catch::Contains;

namespace {

StimulusList two_pairs() {
  StimulusList list;
  list.name = "pairs";
  list.stimuli = {
      {1, Phase::practice, Position::left, "a", Difficulty::trivial, 5, 5},
      {1, Phase::practice, Position::right, "b", Difficulty::impossible, 5, 0},
      {1, Phase::main, Position::left, "c", Difficulty::impossible, 5, 0, "cat", true, "pairs_images/1.png", "abc"},
      {1, Phase::main, Position::right, "d", Difficulty::trivial, 5, 5}};
  return list;
}

}  // namespace

TEST_CASE("a stimulus list is read as it was written") {
  const TemporaryFolder folder;
  write_stimulus_list(folder / "pairs.csv", two_pairs(), {});
  const StimulusList list = read_stimulus_list(folder / "pairs.csv");
  REQUIRE(list.stimuli.size() == 4);
  CHECK(list.stimuli[2].image == "pairs_images/1.png");
  CHECK(list.stimuli[2].label_error);
  CHECK(list.stimuli[3].position == Position::right);
  CHECK(list.stimuli[0].phase == Phase::practice);
}

TEST_CASE("catch trials stand behind the main ones, and a list without any has no column for them") {
  const TemporaryFolder folder;
  write_stimulus_list(folder / "pairs.csv", two_pairs(), {});
  CHECK_THAT(read_file(folder / "pairs.csv"), !Contains("catch_side"));
  StimulusList list = two_pairs();
  for (const std::size_t i : {2, 3}) {
    list.stimuli.push_back(list.stimuli[i]);
    list.stimuli.back().trial = 2;
    list.stimuli.back().catch_side = Position::right;
  }
  write_stimulus_list(folder / "pairs.csv", list, {});
  const StimulusList read = read_stimulus_list(folder / "pairs.csv");
  REQUIRE(read.stimuli.size() == 6);
  CHECK_FALSE(read.stimuli[3].catch_side);
  CHECK(is_main_trial(read.stimuli[3]));
  CHECK(read.stimuli[4].catch_side == Position::right);
  CHECK_FALSE(is_main_trial(read.stimuli[4]));

  const auto fault = [&](auto change) {
    StimulusList other = list;
    change(other.stimuli);
    CHECK_THROWS_AS(write_stimulus_list(folder / "other.csv", other, {}), InputError);
  };
  fault([](auto& s) { s[4].catch_side = Position::left; });  // the two images of a trial differ
  fault([](auto& s) { s[0].catch_side = s[1].catch_side = Position::left; });  // practice
  fault([](auto& s) { s[2].catch_side = s[3].catch_side = Position::left; s[4].catch_side.reset(); s[5].catch_side.reset(); });
  std::string text = read_file(folder / "pairs.csv");
  text.replace(text.rfind("right"), 5, "rihgt");
  write_file(folder / "pairs.csv", text);
  CHECK_THROWS_WITH(read_stimulus_list(folder / "pairs.csv"), Contains(":7") && Contains("left, right"));
}

TEST_CASE("a list whose ids cannot stand in a table of trials is refused") {
  const TemporaryFolder folder;
  const std::string id = GENERATE("c\td", "c\nd", "c+d");
  StimulusList list = two_pairs();
  list.stimuli[2].item_id = id;
  write_stimulus_list(folder / "pairs.csv", list, {});
  CHECK_THROWS_WITH(read_stimulus_list(folder / "pairs.csv"), Contains("without tabs, line breaks or '+'"));
}

TEST_CASE("lists with broken trials are refused by line") {
  const TemporaryFolder folder;
  const auto fault = [&](auto change) {
    StimulusList list = two_pairs();
    change(list.stimuli);
    try {
      write_stimulus_list(folder / "pairs.csv", list, {});
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  using Stimuli = std::vector<ListedStimulus>;
  CHECK_THAT(fault([](Stimuli& s) { s[3].difficulty = Difficulty::impossible; }),
             Contains("one trivial and one impossible"));
  CHECK_THAT(fault([](Stimuli& s) { s.pop_back(); }), Contains("only one image"));
  CHECK_THAT(fault([](Stimuli& s) { s[2].trial = s[3].trial = 2; }), Contains(":4") && Contains("expected trial 1"));
  CHECK_THAT(fault([](Stimuli& s) { std::swap(s[0].position, s[1].position); }), Contains("left and then a right"));
  CHECK_THAT(fault([](Stimuli& s) { s.clear(); }), Contains("no trials"));
}
