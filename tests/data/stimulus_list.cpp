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
