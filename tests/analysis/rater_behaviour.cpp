#include "tricky/analysis/rater_behaviour.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "small_study.h"
#include "tricky/analysis/krippendorff_alpha.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

std::vector<Result> raters_of(const SmallStudy& study) {
  const SessionGroups sessions = load_session_groups(study.folder(), SimulatedObservers::apart);
  REQUIRE(sessions.groups.size() == 1);
  return analyse_raters(sessions.groups.front(), {1, 50, 0.95, IntervalKind::bca});
}

void add_rater(SmallStudy& study, const std::string& name, const std::string& answers) {
  study.add_session(session_of(name, Task::ratings, "q", "l"), rating_trials("Q", answers));
}

}  // namespace

TEST_CASE("what a rater does is computed as by hand") {
  SmallStudy study;
  add_rater(study, "a", "0011");
  add_rater(study, "b", "0012");
  add_rater(study, "c", "2222");
  const auto results = raters_of(study);
  // Three answers are in use; a gives two of them equally often.
  CHECK(*the_result(results, "scale_use", "a", "Q").estimate.value == Approx(std::log(2.0) / std::log(3.0)));
  CHECK(*the_result(results, "scale_use", "c", "Q").estimate.value == 0.0);
  CHECK(*the_result(results, "share_of_answer", "a", "Q = 0").estimate.value == 0.5);
  CHECK(*the_result(results, "share_of_answer", "b", "Q = 2").estimate.value == 0.25);
  CHECK(the_result(results, "share_of_answer", "b", "Q = 2").estimate.ci->second == Approx(0.8059).margin(1e-4));
  CHECK(*the_result(results, "share_of_answer", "c", "Q = 0").estimate.value == 0.0);
  // Shares .5, .5, 0: mean 1/3, SD .2887, t of two degrees 4.303.
  const Estimate& panel = the_result(results, "mean_share_of_answer", "observers", "Q = 0").estimate;
  CHECK(*panel.value == Approx(1.0 / 3.0));
  CHECK(panel.ci->first == 0.0);
  CHECK(panel.ci->second == 1.0);
  // a against b: 0 0 0 1; against c: 2 2 1 1. Over items: 1, 1, .5, 1.
  CHECK(*the_result(results, "difference_from_others", "a", "Q").estimate.value == Approx(0.875));
  // a minus the mean of b and c: 0-1, 0-1, 1-1.5, 1-2.
  CHECK(*the_result(results, "rating_level", "a", "Q").estimate.value == Approx(-0.875));
  CHECK(*the_result(results, "rating_level", "c", "Q").estimate.value == Approx(1.375));
  // Without c: alpha of a and b alone.
  const Ratings pair{{"a", "b"}, 4, {0, 0, 1, 1, 0, 0, 1, 2}};
  CHECK(*the_result(results, "alpha_ordinal_without", "c", "Q").estimate.value ==
        Approx(*krippendorff_alpha(pair, MeasurementLevel::ordinal).value));
}

TEST_CASE("a rater's drift is told from the order of items") {
  SmallStudy study;
  // All rise with the items; c rises by one step more.
  add_rater(study, "a", "0011122233");
  add_rater(study, "b", "0011122233");
  add_rater(study, "c", "0011133344");
  const auto results = raters_of(study);
  CHECK(*the_result(results, "rating_trend", "c", "Q").estimate.value > 1.0);
  CHECK(the_result(results, "rating_trend", "c", "Q").estimate.ci->first > 0.0);
  CHECK(*the_result(results, "rating_trend", "a", "Q").estimate.value < 0.0);  // against a mean that c pulls up
}

TEST_CASE("a rater's second answers are held against the first, and count nowhere else") {
  SmallStudy study;
  std::vector<TrialRecord> trials = rating_trials("Q", "0120");
  for (const auto& [trial, first, answer] : {std::tuple(5, 1, "0"), {6, 3, "0"}}) {
    TrialRecord repeat = trials[static_cast<std::size_t>(first - 1)];
    repeat.trial = trial;
    repeat.kind = TrialKind::repeat;
    repeat.repeat_of = first;
    repeat.response = answer;
    trials.push_back(repeat);
  }
  study.add_session(session_of("a", Task::ratings, "q", "l"), trials);
  const auto results = raters_of(study);
  CHECK(*the_result(results, "repeat_same", "a", "Q").estimate.value == 0.5);
  CHECK(*the_result(results, "repeat_difference", "a", "Q").estimate.value == 1.0);
  CHECK(the_result(results, "scale_use", "a", "Q").estimate.n == 4);
  CHECK(the_result(results, "difference_from_others", "a", "Q").estimate.undefined ==
        "no item was rated by another observer");
}

TEST_CASE("the interval of a rater's drift holds none in 93 to 97 % of panels that do not drift") {
  RandomStream random(2, Stream::observer);
  int covered = 0;
  constexpr int kPanels = 200;
  for (int i = 0; i < kPanels; ++i) {
    SmallStudy study;
    for (const char* name : {"a", "b", "c"}) {
      std::string answers;
      for (int item = 0; item < 40; ++item) answers += static_cast<char>('0' + random.below(4));
      add_rater(study, name, answers);
    }
    const SessionGroups sessions = load_session_groups(study.folder(), SimulatedObservers::apart);
    const auto results = analyse_raters(sessions.groups.front(), {1, 0, 0.95, IntervalKind::bca});
    const auto ci = *the_result(results, "rating_trend", "a", "Q").estimate.ci;
    covered += ci.first <= 0.0 && 0.0 <= ci.second ? 1 : 0;
  }
  CHECK(covered >= 0.91 * kPanels);  // of 200 panels: two standard errors are 3 points
  CHECK(covered <= 0.985 * kPanels);
}
