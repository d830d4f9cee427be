// The computer's clock is set while a session runs, or between two sittings: times of trials do not notice, the journal
// says so, and what goes on a session by the clock errs towards asking.

#include <catch2/catch.hpp>
#include <cstdlib>

#include "in_child.h"
#include "tricky/data/fields.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

constexpr double kHour_s = 3600.0;
constexpr std::int64_t kMinute_ns = 60'000'000'000;

/// The pages of instructions that were shown, in order.
std::vector<std::string> run(const SessionPlan& plan, const fs::path& folder, SimulatedClock& clock, Resume resume,
                             const Script::OnShow& on_trial) {
  std::vector<std::string> pages;
  SessionStore store(folder, plan, resume);
  Script script(clock, [&](Script& self, const Screen& screen) {
    if (const auto* page = std::get_if<TextScreen>(&screen)) {
      if (page->text.starts_with("Page")) pages.emplace_back(page->text);
      self.tap(Key::space, 50);
    } else {
      on_trial(self, screen);
    }
  });
  run_session(plan, store, script, script, clock);
  return pages;
}

/// Two trials are answered, then the window is closed.
void two_trials(Script& script, const Screen& screen) {
  if (std::get<PairScreen>(screen).number.trial < 3) script.tap(Key::left, 400);
}
void all_trials(Script& script, const Screen&) { script.tap(Key::left, 400); }

const std::vector<std::string> kAll{"Page one", "Page two"};
const std::vector<std::string> kLast{"Page two"};

}  // namespace

TEST_CASE("a clock set back by an hour within a session moves no onset and no response time, and is on record") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  const double by_s = GENERATE(-kHour_s, 0.9, 7 * kHour_s);
  SimulatedClock clock;
  clock.set_wall(1.7e9);
  run(plan, temporary / "ses", clock, Resume::no, [&](Script& script, const Screen& screen) {
    if (std::get<PairScreen>(screen).number.trial == 2) clock.set_wall(by_s);
    script.tap(Key::left, 400);
  });
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(*trials[i].response_time_s == Approx(0.4));
    if (i > 0) CHECK(*trials[i].onset_s - *trials[i - 1].onset_s == Approx(0.41));
  }
  const Value details = read_session(temporary / "ses").details;
  const Value* jumps = details.find("clock_jumps");
  if (by_s == 0.9) {  // clocks are read one after the other; this much is nothing
    CHECK(jumps == nullptr);
    return;
  }
  REQUIRE(jumps != nullptr);
  REQUIRE(jumps->if_array()->size() == 1);
  CHECK(*jumps->if_array()->front().find("after_responses")->if_integer() == 2);
  CHECK(Fields(jumps->if_array()->front(), "session.json", "a jump").real("by_s") == Approx(by_s));
}

TEST_CASE("who comes back within 15 minutes sees the last page of the instructions, later all of them") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 1, 4);
  const auto [pause, wall_s, expected] = GENERATE(table<std::int64_t, double, std::vector<std::string>>({
      {kMinute_ns, 0.0, kLast},
      {14 * kMinute_ns, 0.0, kLast},
      {16 * kMinute_ns, 0.0, kAll},
      {kMinute_ns, -kHour_s, kAll},       // set back: how long it was is not known
      {65 * kMinute_ns, -kHour_s, kAll},  // five minutes by the wall clock
      {kMinute_ns, kHour_s, kAll},        // an hour by the wall clock: the computer may have slept
      {-kMinute_ns, kHour_s, kAll},       // started anew
  }));
  SimulatedClock clock;
  clock.set_wall(1.7e9);
  clock.move_to(10 * kMinute_ns);
  const auto answer = [](Script& script, const Screen& screen) {
    const PairScreen& pair = std::get<PairScreen>(screen);
    if (pair.feedback) return script.tap(Key::space, 50);
    if (pair.number.phase == Phase::practice || pair.number.trial < 3) script.tap(Key::left, 400);
  };
  CHECK(run(plan, temporary / "ses", clock, Resume::no, answer) == kAll);
  SimulatedClock later;
  later.set_wall(clock.wall_s() + static_cast<double>(pause) * 1e-9 + wall_s -
                 static_cast<double>(clock.now_ns() + pause) * 1e-9);
  later.move_to(clock.now_ns() + pause);
  CHECK(run(plan, temporary / "ses", later, Resume::yes, all_trials) == expected);
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 5);
  for (std::size_t i = 1; i < 5; ++i) CHECK(*trials[i].onset_s > *trials[i - 1].onset_s);
}

TEST_CASE("who left before the first trial sees all instructions again") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 2);
  SimulatedClock clock;
  {
    SessionStore store(temporary / "ses", plan, Resume::no);
    Script script(clock, [](Script&, const Screen&) {});
    CHECK_FALSE(run_session(plan, store, script, script, clock).finished);
  }
  CHECK(run(plan, temporary / "ses", clock, Resume::yes, all_trials) == kAll);
}

TEST_CASE("a session that runs past midnight, or is stopped there by force, is not of another day") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const auto set_utc = [](std::int64_t s) { ::setenv("SOURCE_DATE_EPOCH", std::to_string(s).c_str(), 1); };
  constexpr std::int64_t kMidnight = 1'700'006'400;  // 2023-11-15, 00:00 UTC
  set_utc(kMidnight - 60);
  const int code = in_child([&] {
    SimulatedClock clock;
    run(plan, temporary / "ses", clock, Resume::no, [](Script& script, const Screen& screen) {
      if (std::get<PairScreen>(screen).number.trial == 2) ::raise(SIGKILL);
      script.tap(Key::left, 120'000);  // beyond midnight
    });
    return 0;
  });
  REQUIRE(code == -SIGKILL);
  set_utc(kMidnight + 300);
  { const SessionStore same_day(temporary / "ses", plan, Resume::yes); }
  // Set back to the evening before: that is another day, and the question is asked.
  set_utc(kMidnight - kHour_s);
  CHECK_THROWS_WITH(SessionStore(temporary / "ses", plan, Resume::yes),
                    Catch::Contains("stopped on 2023-11-15") && Catch::Contains("today is 2023-11-14"));
  ::unsetenv("SOURCE_DATE_EPOCH");
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("a session that was stopped before the clock was set back goes on, and its gap says so") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  SimulatedClock clock;
  clock.set_wall(1.7e9);
  run(plan, temporary / "ses", clock, Resume::no, two_trials);
  clock.set_wall(-kHour_s);
  run(plan, temporary / "ses", clock, Resume::yes, all_trials);
  const Value gaps = *read_session(temporary / "ses").details.find("gaps");
  REQUIRE(gaps.if_array()->size() == 1);
  CHECK(gaps.if_array()->front().find("gap_s")->is_null());
  CHECK(answers(temporary / "ses").size() == 4);
}
