#include <map>
#include <set>
#include <string>

#include "list_sample.h"
#include "temporary_folder.h"
#include "tricky/data/files.h"
#include "tricky/stimuli/ratings_list.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

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
