#include "runner/catch_trials.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "runner/session_parts.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;
using Catch::Contains;

namespace {

std::vector<std::size_t> places(std::size_t n_trials, std::size_t n_catch, std::size_t every, std::uint64_t seed = 1) {
  return catch_places(n_trials, n_catch, every, RandomStream(seed, Stream::observer));
}

/// A list of pairs with catch trials, told left, right, left …
StimulusList with_catch_trials(StimulusList list, int n) {
  const int n_main = list.stimuli.back().trial;
  for (int i = 1; i <= n; ++i) {
    for (std::size_t of_two : {0, 1}) {
      ListedStimulus stimulus = list.stimuli[of_two];
      stimulus.trial = n_main + i;
      stimulus.phase = Phase::main;
      stimulus.item_id = (of_two == 0 ? "c" : "d") + std::to_string(i);
      stimulus.catch_side = i % 2 == 1 ? Position::left : Position::right;
      list.stimuli.push_back(std::move(stimulus));
    }
  }
  return list;
}

protocols::Protocol telling_protocol() {
  protocols::Protocol protocol = make_protocol(Task::two_choice);
  protocol.catch_texts = {"Left, please", "Right, please", "Now and then you are told"};
  return protocol;
}

SessionPlan catch_plan(int n_main, int n_catch, const std::string& simulate, const std::string& observer = "01") {
  SessionPlan plan = make_plan(Task::two_choice, 2, n_main, simulate);
  plan.protocol = telling_protocol();
  plan.list = with_catch_trials(plan.list, n_catch);
  plan.record.observer = observer;
  plan.trials = make_trials(plan.list, plan.record.list_sha256, plan.protocol, observer, 1);
  return plan;
}

}  // namespace

TEST_CASE("catch trials are never first, last, beside one another or beside a break, and lie evenly") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto at = places(160, 11, 20, seed);
    REQUIRE(at.size() == 11);
    for (std::size_t k = 0; k < at.size(); ++k) {
      CHECK((at[k] > 1 && at[k] < 160));
      CHECK((at[k] % 20 != 0 && at[k] % 20 != 1));
      if (k > 0) CHECK(at[k] > at[k - 1] + 1);
      const double middle = 160.0 / 11.0 * (static_cast<double>(k) + 0.5);  // of this eleventh of the session
      CHECK(std::abs(static_cast<double>(at[k]) - middle) < 160.0 / 11.0);
    }
  }
}

TEST_CASE("a catch trial may come at any place of its stretch, each as often") {
  std::map<std::size_t, int> n_at;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) ++n_at[places(12, 1, 0, seed).front()];
  REQUIRE(n_at.size() == 10);  // 2 … 11
  for (const auto& [place, n] : n_at) CHECK(std::abs(n - 400) < 4.5 * std::sqrt(400 * 0.9));
}

TEST_CASE("without room there are no places") {
  CHECK(places(5, 2, 0).empty());           // 2, 3, 4
  CHECK(places(6, 2, 0).size() == 2);       // 2 … 5
  CHECK(places(100, 1, 2).empty());         // every trial is beside a break
  CHECK(places(9, 1, 3).size() == 1);
  CHECK(places(2, 1, 0).empty());
  CHECK(places(1, 0, 0).empty());
}

TEST_CASE("a session tells its observers what to choose in catch trials, and only that is right then") {
  const TemporaryFolder temporary;
  const SessionPlan plan = catch_plan(20, 4, "accuracy=0,seed=1");  // always wrong, but does as told
  CHECK(plan.has_catch_trials());
  REQUIRE(instruction_screens(plan).size() == 3);
  CHECK(plan.count(Phase::main) == 24);
  REQUIRE(run_simulated(plan, temporary / "ses").finished);
  int n_catch = 0;
  for (const TrialRecord& row : read_trials(temporary / "ses/trials.tsv")) {
    if (row.phase == Phase::practice || row.kind == TrialKind::main) {
      CHECK(row.correct == Correctness::wrong);
      continue;
    }
    ++n_catch;
    CHECK(row.kind == TrialKind::catch_trial);
    CHECK(row.correct == Correctness::right);
    const int number = row.item_id[1] - '0';
    CHECK(row.expected == (number % 2 == 1 ? "left" : "right"));
  }
  CHECK(n_catch == 4);
}

TEST_CASE("the screen of a catch trial holds the protocol's sentence, others do not") {
  const TemporaryFolder temporary;
  const SessionPlan plan = catch_plan(8, 2, "");
  std::map<std::string, int> told;
  REQUIRE(run_script(plan, temporary / "ses", [&](Script& script, const Screen& screen) {
            const auto& pair = std::get<PairScreen>(screen);
            ++told[pair.told ? std::string(pair.told->text) : "none"];
            script.tap(Key::left, 300);
          }).finished);
  CHECK(told == std::map<std::string, int>{{"Left, please", 1}, {"Right, please", 1}, {"none", 10}});
}

TEST_CASE("lapses in catch trials are coin tosses") {
  int n_wrong = 0;
  int n = 0;
  for (int observer = 0; observer < 40; ++observer) {
    const TemporaryFolder temporary;
    const SessionPlan plan = catch_plan(42, 20, "accuracy=1,lapse=0.4,seed=1", item_name(observer));
    REQUIRE(run_simulated(plan, temporary / "ses").finished);
    for (const TrialRecord& row : read_trials(temporary / "ses/trials.tsv")) {
      if (row.kind != TrialKind::catch_trial) continue;
      ++n;
      n_wrong += row.correct == Correctness::wrong ? 1 : 0;
    }
  }
  CHECK(n == 800);
  CHECK(std::abs(n_wrong / 800.0 - 0.2) < 4 * std::sqrt(0.2 * 0.8 / 800));
}

TEST_CASE("where all share the order they share the catch trials' places, else each observer has other ones") {
  protocols::Protocol protocol = telling_protocol();
  protocol.repeats = {5, 10, protocols::Repeats::Sides::same};
  protocol.breaks.every = 15;
  const StimulusList list = with_catch_trials(make_list(StimulusList::Kind::pairs, 1, 60), 6);
  const auto order_of = [&](const std::string& observer) {
    return order_csv(make_trials(list, "d", protocol, observer, 1), list);
  };
  CHECK(order_of("01") == order_of("02"));
  protocol.order = protocols::TrialOrder::per_observer;
  CHECK(order_of("01") == order_of("01"));
  CHECK(order_of("01") != order_of("02"));
  for (int observer = 0; observer < 50; ++observer) {
    const auto trials = make_trials(list, "d", protocol, item_name(observer), 1);
    REQUIRE(trials.size() == 72);
    std::set<std::string> shown;
    for (std::size_t i = 1; i < trials.size(); ++i) {
      CHECK(trials[i].trial == static_cast<int>(i));
      if (trials[i].kind == TrialKind::repeat) {
        CHECK(trials[static_cast<std::size_t>(*trials[i].repeat_of)].item_id == trials[i].item_id);
        CHECK(trials[i].trial - *trials[i].repeat_of >= 10);
      }
      if (trials[i].kind != TrialKind::catch_trial) continue;
      shown.insert(trials[i].item_id);
      CHECK((i % 15 != 0 && i % 15 != 1 && i != 71));
    }
    CHECK(shown.size() == 6);
  }
}

TEST_CASE("without catch trials the order is what it was before there were any") {
  protocols::Protocol protocol = telling_protocol();
  const StimulusList plain = make_list(StimulusList::Kind::pairs, 0, 30);
  const StimulusList list = with_catch_trials(plain, 3);
  for (const auto order : {protocols::TrialOrder::list, protocols::TrialOrder::per_observer}) {
    protocol.order = order;
    std::vector<std::string> main;
    for (const Trial& trial : make_trials(list, "d", protocol, "01", 1)) {
      if (trial.kind == TrialKind::main) main.push_back(trial.item_id);
    }
    std::vector<std::string> before;
    for (const Trial& trial : make_trials(plain, "d", protocol, "01", 1)) before.push_back(trial.item_id);
    CHECK(main == before);
  }
}

TEST_CASE("a yoked session has the other one's catch trials") {
  const TemporaryFolder temporary;
  protocols::Protocol protocol = telling_protocol();
  const StimulusList list = with_catch_trials(make_list(StimulusList::Kind::pairs, 1, 20), 4);
  protocol.order = protocols::TrialOrder::per_observer;
  const std::string order = order_csv(make_trials(list, "d", protocol, "01", 1), list);
  write_file(temporary / "order.csv", order);
  protocol.order = protocols::TrialOrder::yoked;
  CHECK(order_csv(make_trials(list, "d", protocol, "02", 1, read_yoked_order(temporary / "order.csv")), list) == order);
}

TEST_CASE("catch trials that the protocol has no words for, or no room, are refused") {
  const StimulusList list = with_catch_trials(make_list(StimulusList::Kind::pairs, 1, 20), 4);
  CHECK_THROWS_WITH(make_trials(list, "d", make_protocol(Task::two_choice), "01", 1),
                    Contains("no table [catch]") && Contains("4 catch trials"));
  protocols::Protocol protocol = telling_protocol();
  protocol.breaks.every = 2;
  CHECK_THROWS_WITH(make_trials(list, "d", protocol, "01", 1), Contains("break after every 2") && Contains("--catch"));
  protocol.breaks.every = 3;
  CHECK_NOTHROW(make_trials(list, "d", protocol, "01", 1));
}
