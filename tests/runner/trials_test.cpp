#include "runner/trials.h"

#include <catch2/catch.hpp>
#include <set>

#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;

TEST_CASE("a pair's item is the trivial and the impossible image, whatever their sides") {
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  CHECK(plan.trials[0].item_id == "i1+i2");
  CHECK(plan.trials[0].expected == "left");
  CHECK(plan.trials[2].item_id == "i6+i5");
  CHECK(plan.trials[2].left_item_id == "i5");
  CHECK(plan.trials[2].expected == "right");
}

TEST_CASE("without another order trials come as the list has them") {
  const SessionPlan plan = make_plan(Task::ratings, 2, 5);
  REQUIRE(plan.trials.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(plan.trials[i].item_id == item_name(static_cast<int>(i) + 1));
    CHECK(plan.trials[i].trial == plan.trials[i].list_trial);
  }
  CHECK(plan.count(Phase::practice) == 2);
  CHECK(plan.count(Phase::main) == 5);
}

TEST_CASE("a shuffled order is each observer's own, can be repeated, and leaves practice alone") {
  protocols::Protocol protocol = make_protocol(Task::ratings);
  protocol.order = protocols::TrialOrder::per_observer;
  const StimulusList list = make_list(StimulusList::Kind::ratings, 3, 40);
  const auto ids = [&](const std::string& observer, int session) {
    std::vector<std::string> result;
    for (const Trial& trial : make_trials(list, "d", protocol, observer, session)) result.push_back(trial.item_id);
    return result;
  };
  const auto first = ids("01", 1);
  CHECK(first == ids("01", 1));
  CHECK(first != ids("02", 1));
  CHECK(first != ids("01", 2));
  CHECK(first[0] == "i1");
  CHECK(first[2] == "i3");
  CHECK(std::set<std::string>(first.begin(), first.end()).size() == 43);
  const auto trials = make_trials(list, "d", protocol, "01", 1);
  for (std::size_t i = 3; i < trials.size(); ++i) CHECK(trials[i].trial == static_cast<int>(i) - 2);
}

TEST_CASE("a list of another kind than the task needs is refused") {
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 3);
  CHECK_THROWS_WITH(make_trials(list, "d", make_protocol(Task::two_choice), "01", 1),
                    Catch::Contains("needs a list of pairs") && Catch::Contains("\"list\""));
}

TEST_CASE("a list of practice trials only is refused") {
  const StimulusList list = make_list(StimulusList::Kind::ratings, 3, 0);
  CHECK_THROWS_AS(make_trials(list, "d", make_protocol(Task::ratings), "01", 1), InputError);
}

TEST_CASE("order.csv holds every trial with its items and digests") {
  const SessionPlan plan = make_plan(Task::two_choice, 1, 2);
  const std::string text = order_csv(plan.trials, plan.list);
  CHECK(
      text.starts_with("trial,phase,trial_kind,repeat_of,list_trial,item_id,left_item_id,right_item_id,expected,"
                       "sha256_rgb\n1,practice,main,,1,i1+i2,i1,i2,left,"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
  CHECK(text.find(plan.list.stimuli[4].sha256_rgb + "+" + plan.list.stimuli[5].sha256_rgb) != std::string::npos);
}
