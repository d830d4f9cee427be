// What protocols can ask of a session's course, through the real loop with a clock, display and input of the test's own.

#include <catch2/catch.hpp>

#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

const Key kF = *protocols::key_named("f");
const Key kJ = *protocols::key_named("j");

std::vector<Value> events(const fs::path& folder, const std::string& kind) {
  std::vector<Value> result;
  for (const Value& event : read_journal(folder / "journal.jsonl").events) {
    if (*event.find("event")->if_text() == kind) result.push_back(event);
  }
  return result;
}

std::string kind_of(const Screen& screen) {
  if (std::holds_alternative<FixationScreen>(screen)) return "fixation";
  if (std::holds_alternative<BlankScreen>(screen)) return "blank";
  if (std::holds_alternative<LeaveScreen>(screen)) return "leave";
  if (const auto* pair = std::get_if<PairScreen>(&screen)) return pair->images_shown ? "pair" : "pair without images";
  if (const auto* rating = std::get_if<RatingsScreen>(&screen)) return rating->images_shown ? "image" : "no image";
  return "page";
}

/// Screens in the order of showing, and when.
struct Shown {
  std::vector<std::pair<std::string, std::int64_t>> screens;
  std::vector<std::string> kinds() const {
    std::vector<std::string> result;
    for (const auto& [kind, t_ns] : screens) result.push_back(kind);
    return result;
  }
};

/// Runs the plan, noting what is shown; `act` says what is pressed on everything that is no page.
SessionEnd run_noting(const SessionPlan& plan, const fs::path& folder, Shown& shown, const Script::OnShow& act,
                      Resume resume = Resume::no) {
  SessionStore store(folder, plan, resume);
  SimulatedClock clock;
  Script script(clock, [&](Script& self, const Screen& screen) {
    shown.screens.emplace_back(kind_of(screen), clock.now_ns());
    const auto* text = std::get_if<TextScreen>(&screen);
    if (text == nullptr) return act(self, screen);
    if (text->opens_in_s == 0) self.tap(Key::space, 50);
  });
  return run_session(plan, store, script, script, clock);
}

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kDraw_ns = 10 * kMs;  // what the script's display takes

}  // namespace

TEST_CASE("interval, fixation and stimulus last as long as the protocol says, the response being possible after it") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 2);
  plan.protocol.timing.fixation_s = 0.5;
  plan.protocol.timing.stimulus_s = 0.2;
  plan.protocol.timing.inter_trial_s = 0.75;
  Shown shown;
  REQUIRE(run_noting(plan, temporary / "ses", shown, [](Script& script, const Screen& screen) {
            if (kind_of(screen) == "fixation") script.tap(kF, 100);  // too early for anything
            if (kind_of(screen) == "pair") script.tap(kJ, 900);
          }).finished);
  CHECK(shown.kinds() == std::vector<std::string>{"page", "page", "fixation", "pair", "pair without images",
                                                  "blank", "fixation", "pair", "pair without images", "page"});
  const auto since = [&](std::size_t i) { return shown.screens[i].second - shown.screens[i - 1].second; };
  CHECK(since(3) == 500 * kMs + kDraw_ns);
  CHECK(since(4) == 200 * kMs + kDraw_ns);
  CHECK(since(6) == 750 * kMs + kDraw_ns);
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(*trials[0].response_time_s == Approx(0.9));  // since the onset, not since the blank
  CHECK(trials[0].response == "right");
  const auto responses = events(temporary / "ses", "response");
  CHECK(*responses[0].find("blank_ns")->if_integer() - *responses[0].find("onset_ns")->if_integer() ==
        200 * kMs + kDraw_ns);
}

TEST_CASE("a press within the smallest response time does nothing, or counts and is marked") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 1);
  plan.protocol.timing.min_response_s = 0.15;
  const auto act = [](Script& script, const Screen&) {
    script.tap(kF, 149);
    script.tap(kJ, 300);
  };
  Shown shown;
  SECTION("ignored") {
    run_noting(plan, temporary / "ses", shown, act);
    CHECK(read_trials(temporary / "ses/trials.tsv").at(0).response == "right");
    CHECK_FALSE(read_session(temporary / "ses").details.find("n_too_fast"));
    CHECK(*events(temporary / "ses", "response")[0].find("other_presses")->if_integer() == 1);
  }
  SECTION("marked") {
    plan.protocol.timing.too_fast = protocols::Timing::TooFast::mark;
    run_noting(plan, temporary / "ses", shown, act);
    CHECK(read_trials(temporary / "ses/trials.tsv").at(0).response == "left");
    CHECK(*read_session(temporary / "ses").details.find("n_too_fast")->if_integer() == 1);
  }
}

TEST_CASE("a press just after a time is over is taken after what was due, however late the computer looks") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 2);
  Shown shown;
  const auto act = [](Script& script, const Screen& screen) {
    script.lateness_ns = 10 * kMs;
    if (kind_of(screen) == "pair") script.tap(kJ, 205);
  };
  SECTION("the stimulus goes, then the response counts") {
    plan.protocol.timing.stimulus_s = 0.2;
    REQUIRE(run_noting(plan, temporary / "ses", shown, act).finished);
    CHECK(shown.kinds() == std::vector<std::string>{"page", "page", "pair", "pair without images", "pair",
                                                    "pair without images", "page"});
    const auto trials = read_trials(temporary / "ses/trials.tsv");
    CHECK(trials.at(0).response == "right");
    CHECK(*trials.at(0).response_time_s == Approx(0.205));
  }
  SECTION("the response's time is over") {
    plan.protocol.timing.max_response_s = 0.2;
    REQUIRE(run_noting(plan, temporary / "ses", shown, act).finished);
    const auto trials = read_trials(temporary / "ses/trials.tsv");
    REQUIRE(trials.size() == 2);
    CHECK(trials[0].response.empty());
    CHECK(trials[1].response.empty());
  }
}

TEST_CASE("when the largest response time is over, the trial is kept without a response and not asked again") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 3);
  plan.protocol.timing.max_response_s = 2.0;
  Shown shown;
  const auto act = [](Script& script, const Screen& screen) {
    if (kind_of(screen) != "pair") return;
    const int trial = std::get<PairScreen>(screen).number.trial;
    script.tap(kJ, trial == 1 ? 1999 : trial == 2 ? 2000 : 300);
  };
  REQUIRE(run_noting(plan, temporary / "ses", shown, act).finished);
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 3);
  CHECK(trials[0].response == "right");
  CHECK(trials[1].response.empty());
  CHECK(trials[1].correct == Correctness::missing);
  CHECK_FALSE(trials[1].response_time_s);
  CHECK(trials[1].onset_s);
  CHECK(trials[2].response == "right");  // by its own press, not by the late one
  CHECK(*trials[2].response_time_s == Approx(0.3));
}

TEST_CASE("ratings that were not confirmed in time do not count, not even those already given") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::ratings, 0, 1);
  plan.protocol.timing.max_response_s = 1.0;
  plan.protocol.timing.stimulus_s = 0.5;
  Shown shown;
  run_noting(plan, temporary / "ses", shown, [first = true](Script& script, const Screen&) mutable {
    if (!std::exchange(first, false)) return;
    script.tap(*protocols::key_named("1"), 400);
  });
  CHECK(shown.kinds() ==
        std::vector<std::string>{"page", "page", "image", "image", "no image", "page"});
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(trials[0].response.empty());
  CHECK(trials[1].response.empty());
}

TEST_CASE("where responses count after the stimulus, presses during it do nothing") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 1);
  plan.protocol.timing.stimulus_s = 0.5;
  plan.protocol.timing.respond = protocols::Timing::Respond::after_stimulus;
  Shown shown;
  run_noting(plan, temporary / "ses", shown, [](Script& script, const Screen& screen) {
    if (kind_of(screen) != "pair") return;
    script.tap(kF, 499);
    script.tap(kJ, 501);  // before the blank is drawn, but after the stimulus' time
  });
  CHECK(read_trials(temporary / "ses/trials.tsv").at(0).response == "right");
}

TEST_CASE("Escape in fixation and interval asks, and staying begins them anew") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 2);
  plan.protocol.timing.fixation_s = 0.5;
  plan.protocol.timing.inter_trial_s = 0.5;
  Shown shown;
  int n_escapes = 0;
  const auto act = [&](Script& script, const Screen& screen) {
    const std::string kind = kind_of(screen);
    if (kind == "leave") return script.tap(n_escapes == 3 ? Key::enter : Key::escape, 100);
    if (kind == "pair") return script.tap(kJ, 300);
    if (kind == "fixation" && n_escapes == 0) script.tap(Key::escape, 100), ++n_escapes;
    if (kind == "blank" && n_escapes < 3) script.tap(Key::escape, 100), ++n_escapes;
  };
  const SessionEnd end = run_noting(plan, temporary / "ses", shown, act);
  CHECK(end.reason == "Escape");
  CHECK(shown.kinds() == std::vector<std::string>{"page", "page", "fixation", "leave", "fixation", "pair",
                                                  "blank", "leave", "blank", "leave"});
}

TEST_CASE("a break comes before every n-th trial and cannot be left before its time") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 5);
  plan.protocol.breaks = {2, 3.0, "Rest"};
  Shown shown;
  std::vector<int> countdown;
  SessionStore store(temporary / "ses", plan, Resume::no);
  SimulatedClock clock;
  Script script(clock, [&](Script& self, const Screen& screen) {
    const auto* text = std::get_if<TextScreen>(&screen);
    if (text == nullptr) return self.tap(kJ, 300);
    if (text->text == "Rest") countdown.push_back(text->opens_in_s);
    self.tap(Key::space, 50);  // too early in a break
  });
  REQUIRE(run_session(plan, store, script, script, clock).finished);
  CHECK(countdown == std::vector<int>{3, 2, 1, 0, 3, 2, 1, 0});
  const auto begun = events(temporary / "ses", "break");
  const auto over = events(temporary / "ses", "break_over");
  REQUIRE(begun.size() == 2);
  REQUIRE(over.size() == 2);
  CHECK(*over[0].find("t_ns")->if_integer() - *begun[0].find("t_ns")->if_integer() >= 3'000 * kMs);
}

TEST_CASE("a session that stopped in a break goes on with the trial after it") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 5);
  plan.protocol.breaks = {2, 0.0, "Rest"};
  const auto run = [&](Resume resume) {
    SessionStore store(temporary / "ses", plan, resume);
    SimulatedClock clock;
    int n_breaks = 0;
    Script script(clock, [&](Script& self, const Screen& screen) {
      const auto* text = std::get_if<TextScreen>(&screen);
      if (text == nullptr) return self.tap(kJ, 300);
      if (text->text == "Rest" && ++n_breaks == 1 && resume == Resume::no) return;  // the window is closed
      self.tap(Key::space, 50);
    });
    return std::pair(run_session(plan, store, script, script, clock), n_breaks);
  };
  CHECK(run(Resume::no).first.reason == "the window was closed");
  const auto [end, n_breaks] = run(Resume::yes);
  CHECK(end.finished);
  CHECK(n_breaks == 1);  // before trial 5; the gap stood for the one before trial 3
  CHECK(read_trials(temporary / "ses/trials.tsv").size() == 5);
}

TEST_CASE("practice comes again until the criterion is reached, its trials counting on") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 2, 1);
  plan.protocol.practice = {1.0, 3};
  plan.protocol.texts.practice_again = "Again";
  plan.trials = make_trials(plan.list, plan.record.list_sha256, plan.protocol, "01", 1);
  REQUIRE(plan.trials.size() == 7);
  CHECK(plan.count(Phase::practice) == 2);
  int n_good_from = 2;
  std::vector<int> numbers;
  const auto run = [&](Resume resume, int stop_after) {
    SessionStore store(temporary / "ses", plan, resume);
    SimulatedClock clock;
    int round = 0;
    Script script(clock, [&](Script& self, const Screen& screen) {
      const auto* pair = std::get_if<PairScreen>(&screen);
      if (pair == nullptr || pair->feedback) return self.tap(Key::space, 50);
      if (pair->number.phase == Phase::practice) numbers.push_back(pair->number.trial);
      if (stop_after > 0 && static_cast<int>(numbers.size()) > stop_after) return;
      round = pair->showing + 1;
      self.tap(round >= n_good_from ? Key::left : Key::right, 100);  // both have the easier image on the left
    });
    return run_session(plan, store, script, script, clock);
  };
  const auto n_practice = [&] {
    const auto trials = read_trials(temporary / "ses/trials.tsv");
    return std::count_if(trials.begin(), trials.end(), [](const auto& row) { return row.phase == Phase::practice; });
  };
  SECTION("reached in the second round") {
    REQUIRE(run(Resume::no, 0).finished);
    CHECK(numbers == std::vector<int>{1, 2, 1, 2});
    CHECK(n_practice() == 4);
    CHECK(read_trials(temporary / "ses/trials.tsv")[3].trial == 4);
  }
  SECTION("never reached: the main trials come all the same") {
    n_good_from = 9;
    REQUIRE(run(Resume::no, 0).finished);
    CHECK(n_practice() == 6);
  }
  SECTION("stopped in the second round, which goes on and is enough") {
    CHECK_FALSE(run(Resume::no, 3).finished);
    REQUIRE(run(Resume::yes, 0).finished);
    CHECK(numbers == std::vector<int>{1, 2, 1, 2, 2});
    CHECK(n_practice() == 4);
  }
}

TEST_CASE("timed feedback goes by itself") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 1, 1);
  plan.protocol.timing.feedback_s = 1.5;
  Shown shown;
  REQUIRE(run_noting(plan, temporary / "ses", shown, [](Script& script, const Screen& screen) {
            if (!std::get<PairScreen>(screen).feedback) script.tap(kJ, 300);
          }).finished);
  const auto since = [&](std::size_t i) { return shown.screens[i].second - shown.screens[i - 1].second; };
  CHECK(since(4) == 1500 * kMs + kDraw_ns);
}

TEST_CASE("simulated observers pass through every time and break at full speed") {
  const TemporaryFolder temporary;
  for (const bool pairs : {true, false}) {
    SessionPlan plan = make_plan(pairs ? Task::two_choice : Task::ratings, 2, 30,
                                 pairs ? "accuracy=0.7,seed=3" : "noise=0.3,seed=3");
    plan.protocol.timing = {0.5, 0.3, 0.2, 20.0, 0.8, 0.6};
    plan.protocol.timing.respond = protocols::Timing::Respond::after_stimulus;
    plan.protocol.breaks = {10, 30.0, "Rest"};
    if (pairs) plan.protocol.practice = {1.0, 4};
    plan.protocol.repeats = {5, 3, protocols::Repeats::Sides::swapped};
    plan.trials = make_trials(plan.list, plan.record.list_sha256, plan.protocol, "01", 1);
    const fs::path folder = temporary / (pairs ? "pairs" : "ratings");
    REQUIRE(run_simulated(plan, folder).finished);
    const auto trials = read_trials(folder / "trials.tsv");
    int n_main = 0;
    for (const TrialRecord& row : trials) {
      CHECK_FALSE(row.response.empty());
      n_main += row.phase == Phase::main;
    }
    CHECK(n_main == (pairs ? 35 : 70));
    CHECK(events(folder, "break_over").size() == 3);
  }
}
