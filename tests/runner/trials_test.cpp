#include "runner/trials.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
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

TEST_CASE("repeats show main trials again, far enough from their first showing, as the protocol's sides say") {
  protocols::Protocol protocol = make_protocol(Task::two_choice);
  const StimulusList list = make_list(StimulusList::Kind::pairs, 2, 40);
  protocol.repeats = {12, 10, protocols::Repeats::Sides::swapped};
  const auto trials = make_trials(list, "d", protocol, "01", 1);
  REQUIRE(trials.size() == 54);
  int n_repeats = 0;
  for (std::size_t i = 2; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    CHECK(trial.trial == static_cast<int>(i) - 1);
    CHECK(trial.repeat_of.has_value() == (trial.kind == TrialKind::repeat));
    if (!trial.repeat_of) continue;
    ++n_repeats;
    const Trial& first = trials[static_cast<std::size_t>(*trial.repeat_of) + 1];
    CHECK(first.kind == TrialKind::main);
    CHECK(trial.trial - first.trial >= 10);
    CHECK(trial.item_id == first.item_id);
    CHECK(trial.left_item_id == first.right_item_id);
    CHECK(trial.left_stimulus == first.right_stimulus);
    CHECK(trial.expected != first.expected);
  }
  CHECK(n_repeats == 12);
  // All observers share the list's order, and its repeats; with an order of one's own they are one's own too.
  const auto orders_of = [&](const std::string& observer) {
    return order_csv(make_trials(list, "d", protocol, observer, 1), list);
  };
  CHECK(orders_of("01") == orders_of("02"));
  protocol.order = protocols::TrialOrder::per_observer;
  CHECK(orders_of("01") == orders_of("01"));
  CHECK(orders_of("01") != orders_of("02"));

  protocol.repeats.sides = protocols::Repeats::Sides::same;
  for (const Trial& trial : make_trials(list, "d", protocol, "01", 1)) {
    if (!trial.repeat_of) continue;
    const auto all = make_trials(list, "d", protocol, "01", 1);
    CHECK(trial.left_item_id == all[static_cast<std::size_t>(*trial.repeat_of) + 1].left_item_id);
  }
  protocol.repeats = {32, 10, protocols::Repeats::Sides::same};
  CHECK_THROWS_WITH(make_trials(list, "d", protocol, "01", 1), Catch::Contains("only 31 main trials"));
}

TEST_CASE("the distance of repeats holds and all places after it are used, over many observers") {
  protocols::Protocol protocol = make_protocol(Task::ratings);
  protocol.order = protocols::TrialOrder::per_observer;
  protocol.repeats = {1, 3, protocols::Repeats::Sides::same};
  const StimulusList list = make_list(StimulusList::Kind::ratings, 0, 5);
  std::map<std::pair<int, int>, int> places;
  for (int observer = 0; observer < 900; ++observer) {
    for (const Trial& trial : make_trials(list, "d", protocol, item_name(observer), 1)) {
      if (trial.repeat_of) ++places[{*trial.repeat_of, trial.trial}];
    }
  }
  // First showing 1, 2 or 3, each as often; behind it three places for 1, two for 2, one for 3.
  const std::map<std::pair<int, int>, int> expected{{{1, 4}, 100}, {{1, 5}, 100}, {{1, 6}, 100},
                                                    {{2, 5}, 150}, {{2, 6}, 150}, {{3, 6}, 300}};
  REQUIRE(places.size() == expected.size());
  for (const auto& [place, n] : expected) CHECK(std::abs(places[place] - n) < 4.5 * std::sqrt(n));
}

TEST_CASE("a yoked session follows another one's order, its sides and repeats") {
  const TemporaryFolder temporary;
  protocols::Protocol protocol = make_protocol(Task::two_choice);
  const StimulusList list = make_list(StimulusList::Kind::pairs, 1, 20);
  protocol.order = protocols::TrialOrder::per_observer;
  protocol.repeats = {4, 5, protocols::Repeats::Sides::random};
  const std::string order = order_csv(make_trials(list, "d", protocol, "01", 1), list);
  write_file(temporary / "order.csv", order);
  protocol.order = protocols::TrialOrder::yoked;
  protocol.repeats = {};
  CHECK(order_csv(make_trials(list, "d", protocol, "02", 1, read_yoked_order(temporary / "order.csv")), list) == order);

  const StimulusList shorter = make_list(StimulusList::Kind::pairs, 1, 10);
  CHECK_THROWS_WITH(make_trials(shorter, "d", protocol, "02", 1, read_yoked_order(temporary / "order.csv")),
                    Catch::Contains("is not one of list"));
  std::string hostile = order;
  hostile.replace(hostile.find(",repeat,"), 8, ",repeet,");
  write_file(temporary / "order.csv", hostile);
  CHECK_THROWS_WITH(read_yoked_order(temporary / "order.csv"), Catch::Contains("trial_kind"));
}
