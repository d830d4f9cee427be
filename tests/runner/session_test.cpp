#include <catch2/catch.hpp>
#include <csignal>

#include "runner/stop_signals.h"
#include "session_fixture.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::runner;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> responses(const fs::path& folder) {
  std::vector<std::string> result;
  for (const TrialRecord& row : read_trials(folder / "trials.tsv")) result.push_back(row.response);
  return result;
}

std::size_t n_events(const fs::path& folder, const std::string& kind) {
  std::size_t n = 0;
  for (const Value& event : read_journal(folder / "journal.jsonl").events) n += *event.find("event")->if_text() == kind;
  return n;
}

const Key kF = *protocols::key_named("f");
const Key kJ = *protocols::key_named("j");

}  // namespace

TEST_CASE("a simulated session of 149 pairs recovers the observer's accuracy and leaves all files") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "ses";
  const SessionPlan plan = make_plan(Task::two_choice, 5, 149, "accuracy=0.81,seed=1");
  REQUIRE(run_simulated(plan, folder).finished);
  const auto trials = read_trials(folder / "trials.tsv");
  REQUIRE(trials.size() == 154);
  int n_right = 0;
  for (const TrialRecord& row : trials) {
    CHECK(row.question == "easier");
    CHECK(row.correct == (row.response == row.expected ? Correctness::right : Correctness::wrong));
    CHECK(*row.response_time_s >= 0.05);
    if (row.phase == Phase::main) n_right += row.correct == Correctness::right;
  }
  CHECK(std::abs(n_right / 149.0 - 0.81) < 4 * 0.0321);
  const SessionRecord record = read_session(folder);
  CHECK(record.state == "finished");
  CHECK(record.origin == SessionOrigin::simulated);
  CHECK(record.task == Task::two_choice);
  CHECK(fs::exists(folder / "trials.json"));
  CHECK(read_file(folder / "order.csv") == order_csv(plan.trials, plan.list));
}

TEST_CASE("a simulated ratings session answers every question of every image") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::ratings, 2, 30, "noise=0,seed=1");
  REQUIRE(run_simulated(plan, temporary / "ses").finished);
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 64);
  CHECK(trials[0].question == "count");
  CHECK(trials[1].question == "choice");
  CHECK(trials[0].item_id == "i1");
  CHECK(trials[0].correct == Correctness::missing);
  // Image 1 is in-between: the middle of five numbers, the middle answer.
  CHECK(trials[0].response == "2");
  CHECK(trials[1].response == "1");
  CHECK(*trials[1].response_time_s > *trials[0].response_time_s);
}

TEST_CASE("the order is on disk before trial 1, each response before the next trial is shown") {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "ses";
  const SessionPlan plan = make_plan(Task::two_choice, 1, 4);
  int n_shown = 0;
  run_script(plan, folder, [&](Script& script, const Screen&) {
    CHECK(read_file(folder / "order.csv") == order_csv(plan.trials, plan.list));
    CHECK(n_events(folder, "response") == static_cast<std::size_t>(n_shown));
    CHECK(n_events(folder, "trial") == static_cast<std::size_t>(n_shown) + 1);
    ++n_shown;
    script.tap(Key::left, 300);
  });
  CHECK(n_shown == 5);
}

TEST_CASE("a response time is the time from onset to press, with its uncertainty") {
  const TemporaryFolder temporary;
  run_script(make_plan(Task::two_choice, 0, 2), temporary / "ses", [&](Script& script, const Screen& screen) {
    script.tap(Key::right, std::get<PairScreen>(screen).number.trial == 1 ? 1 : 3'600'000);  // very fast, very slow
    script.coming()[script.coming().size() - 2].uncertainty_ns = 500'000;
  });
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(*trials[0].response_time_s == Approx(0.001));
  CHECK(*trials[0].uncertainty_s == Approx(0.0005));
  CHECK(*trials[1].response_time_s == Approx(3600.0));
  CHECK(*trials[1].onset_s > *trials[0].onset_s);
}

TEST_CASE("a trial's row says what was shown and how many frames came late for it") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 2);
  run_script(plan, temporary / "ses", [&](Script& script, const Screen& screen) {
    script.late += std::get<PairScreen>(screen).number.trial;  // 1, then 2 more
    script.tap(kJ, 300);
  });
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(trials[0].dropped_frames == 1);
  CHECK(trials[1].dropped_frames == 2);
  CHECK(trials[0].image_sha256 == plan.list.stimuli[0].sha256_rgb + "+" + plan.list.stimuli[1].sha256_rgb);
  CHECK(trials[0].difficulty == "trivial+impossible");
}

TEST_CASE("a key held since the trial before, its repeats, other keys and presses before onset answer nothing") {
  const TemporaryFolder temporary;
  run_script(make_plan(Task::two_choice, 0, 3), temporary / "ses", [&](Script& script, const Screen& screen) {
    const int trial = std::get<PairScreen>(screen).number.trial;
    if (trial == 1) {
      script.down(Key::left, -5);  // before the onset
      script.down(Key::left, 20, true);
      script.tap(Key::up, 30);
      script.tap(Key::other, 40);
      script.add(InputEvent::Kind::mouse_press, Key::other, 45, false);
      script.down(kJ, 50);  // the response, held from now on
    } else if (trial == 2) {
      script.down(kJ, 20);
      script.down(kJ, 30, true);
      script.down(Key::left, 40);  // held since trial 1
      script.up(Key::left, 50);
      script.down(Key::left, 60);  // the response
    } else {
      script.up(kJ, 10);
      script.up(Key::left, 20);
      script.tap(kJ, 70);
    }
  });
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(responses(temporary / "ses") == std::vector<std::string>{"right", "left", "right"});
  CHECK(*trials[0].response_time_s == Approx(0.050));
  CHECK(*trials[1].response_time_s == Approx(0.060));
  CHECK(*trials[2].response_time_s == Approx(0.070));
}

TEST_CASE("of two keys pressed at once the first counts, and the second does not answer the next trial") {
  const TemporaryFolder temporary;
  run_script(make_plan(Task::two_choice, 0, 2), temporary / "ses", [&](Script& script, const Screen& screen) {
    if (std::get<PairScreen>(screen).number.trial == 1) {
      script.down(kF, 100);
      script.down(kJ, 100);
      script.up(kF, 110);
      script.up(kJ, 110);
    } else {
      script.tap(kF, 250);
    }
  });
  CHECK(responses(temporary / "ses") == std::vector<std::string>{"left", "left"});
  CHECK(*read_trials(temporary / "ses/trials.tsv")[1].response_time_s == Approx(0.25));
}

TEST_CASE("practice gives feedback on the easier side, main trials give none") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 2, 2);
  SessionStore store(temporary / "ses", plan, Resume::no);
  SimulatedClock clock;
  std::vector<std::pair<bool, Position>> feedback;
  std::vector<std::string> pages;
  Script script(clock, [&](Script& self, const Screen& screen) {
    if (const auto* text = std::get_if<TextScreen>(&screen)) pages.emplace_back(text->text);
    const auto* pair = std::get_if<PairScreen>(&screen);
    if (pair == nullptr) return self.tap(Key::space, 10);
    if (!pair->feedback) return self.tap(pair->number.trial == 1 ? Key::left : Key::right, 10);
    feedback.emplace_back(pair->feedback->right, pair->feedback->easier);
    self.tap(Key::left, 10);  // no answer any more
    self.tap(Key::space, 20);
  });
  REQUIRE(run_session(plan, store, script, script, clock).finished);
  using Feedback = std::vector<std::pair<bool, Position>>;
  CHECK(feedback == Feedback{{true, Position::left}, {false, Position::left}});
  CHECK(pages == std::vector<std::string>{"Page one", "Page two", "Practice is over", "Thanks"});
}

TEST_CASE("Escape asks; staying shows the trial anew with a new onset, leaving keeps what was answered") {
  const TemporaryFolder temporary;
  const SessionPlan plan = make_plan(Task::two_choice, 0, 5);
  int n_questions = 0;
  const SessionEnd end = run_script(plan, temporary / "ses", [&](Script& script, const Screen& screen) {
    if (std::holds_alternative<LeaveScreen>(screen)) {
      script.tap(kJ, 5);  // means nothing here
      script.tap(++n_questions == 1 ? Key::escape : Key::enter, 1000);
    } else if (std::get<PairScreen>(screen).number.trial == 3 ||
               (std::get<PairScreen>(screen).number.trial == 2 && n_questions == 0)) {
      script.tap(Key::escape, 100);
    } else {
      script.tap(kJ, 200);
    }
  });
  CHECK_FALSE(end.finished);
  CHECK(end.reason == "Escape");
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(*trials[1].response_time_s == Approx(0.2));
  CHECK(read_session(temporary / "ses").state == "interrupted");
}

TEST_CASE("closing the window and signals end the session at once, in order") {
  const TemporaryFolder temporary;
  SECTION("window") {
    const SessionEnd end =
        run_script(make_plan(Task::two_choice, 0, 5), temporary / "ses", [](Script& script, const Screen& screen) {
          if (std::get<PairScreen>(screen).number.trial < 3) script.tap(kJ, 200);
        });
    CHECK(end.reason == "the window was closed");
    CHECK(responses(temporary / "ses").size() == 2);
  }
  SECTION("signal") {
    const StopSignals signals;
    const SessionPlan plan = make_plan(Task::two_choice, 0, 5, "accuracy=0.8");
    std::raise(SIGTERM);
    const SessionEnd end = run_simulated(plan, temporary / "ses");
    CHECK_FALSE(end.finished);
    CHECK(end.reason == "signal " + std::to_string(SIGTERM));
    CHECK(read_session(temporary / "ses").state == "interrupted");
  }
}

TEST_CASE("ratings take the mouse too, and keep the time of each question's last change") {
  const TemporaryFolder temporary;
  run_script(make_plan(Task::ratings, 0, 1), temporary / "ses", [shown = 0](Script& script, const Screen&) mutable {
    if (shown++ > 0) return;  // redrawn after each change
    const auto click = [&](int question, int answer, int ms) {
      script.add(InputEvent::Kind::mouse_press, Key::other, ms, false);
      script.coming().back().x_px = question;
      script.coming().back().y_px = answer;
    };
    click(1, 0, -3);  // before the onset
    click(0, 4, 100);
    click(1, 2, 300);
    click(1, 1, 500);
    script.tap(Key::enter, 900);
  });
  const auto trials = read_trials(temporary / "ses/trials.tsv");
  REQUIRE(trials.size() == 2);
  CHECK(trials[0].response == "4");
  CHECK(*trials[0].response_time_s == Approx(0.1));
  CHECK(trials[1].response == "1");
  CHECK(*trials[1].response_time_s == Approx(0.5));
}

TEST_CASE("a window that was covered is drawn again without a new onset") {
  const TemporaryFolder temporary;
  run_script(make_plan(Task::two_choice, 0, 1), temporary / "ses", [shown = 0](Script& script, const Screen&) mutable {
    if (shown++ > 0) return;
    script.add(InputEvent::Kind::redraw, Key::other, 100, false);
    script.tap(kJ, 400);
  });
  CHECK(*read_trials(temporary / "ses/trials.tsv").at(0).response_time_s == Approx(0.4));
}
