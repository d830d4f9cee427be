#include "runner/monitor/session_progress.h"

#include "runner/monitor/journal_watch.h"
#include "session_fixture.h"

#include <catch2/catch.hpp>

using namespace tricky;
using namespace tricky::runner;

TEST_CASE("Wilson intervals have their published values") {
  // Newcombe 1998, table I: 81 of 263 .2553 to .3662, 15 of 148 .0624 to .1605, 0 of 20 0 to .1611, 1 of 29 .0061 to
  // .1718.
  const auto check = [](std::size_t k, std::size_t n, double low, double high) {
    CHECK(wilson_share(k, n).low == Approx(low).margin(5e-5));
    CHECK(wilson_share(k, n).high == Approx(high).margin(5e-5));
  };
  check(81, 263, 0.2553, 0.3662);
  check(15, 148, 0.0624, 0.1605);
  check(0, 20, 0.0, 0.1611);
  check(1, 29, 0.0061, 0.1718);
  CHECK(wilson_share(3, 3).high == 1.0);
  CHECK(wilson_share(5, 10).value == 0.5);
}

TEST_CASE("entropy is 0 for one response, 1 bit for two as often, and 1.5 for a half and two quarters") {
  CHECK(entropy_bits(std::vector<std::string>{}) == 0.0);
  CHECK(entropy_bits(std::vector<std::string>{"1", "1", "1"}) == 0.0);
  CHECK(entropy_bits(std::vector<std::string>{"left", "right", "right", "left"}) == Approx(1.0));
  CHECK(entropy_bits(std::vector<std::string>{"0", "1", "2", "0"}) == Approx(1.5));
}

TEST_CASE("progress counts main trials: their times, sides, runs and what is left") {
  JournalSummary summary;
  summary.record.observer = "01";
  summary.record.details["n_main_trials"] = 10;
  const auto add = [&](Phase phase, int trial, const char* response, double onset_s, double time_s, bool right) {
    TrialRecord row;
    row.phase = phase;
    row.trial = trial;
    row.question = "easier";
    row.response = response;
    row.onset_s = onset_s;
    row.response_time_s = time_s;
    row.correct = right ? Correctness::right : Correctness::wrong;
    row.dropped_frames = 2;
    summary.trials.push_back(row);
    summary.answered.emplace_back(phase, trial);
  };
  add(Phase::practice, 1, "left", 1, 9.0, false);
  add(Phase::main, 1, "left", 10, 0.5, true);
  add(Phase::main, 2, "right", 12, 0.1, true);
  add(Phase::main, 3, "right", 15, 0.7, false);
  add(Phase::main, 4, "right", 17, 1.1, true);
  const SessionProgress progress = session_progress(summary, "response");
  CHECK(progress.n_practice_done == 1);
  CHECK(progress.n_done == 4);
  CHECK(*progress.median_response_time_s == Approx(0.6));  // of .1 .5 .7 1.1
  CHECK(progress.too_fast->value == 0.25);
  CHECK(*progress.longest_run == 3);
  CHECK(progress.left->value == 0.25);
  CHECK(*progress.time_left_s == Approx(12.0));  // six trials of 2 s, the middle of 2 3 2
  CHECK(progress.accuracy->value == 0.75);
  CHECK(*progress.late_frames == 8);
  REQUIRE(progress.questions.size() == 1);
  CHECK(progress.questions[0].entropy_bits == Approx(0.811278).margin(1e-6));
  CHECK_FALSE(progress.interrupted);
}

TEST_CASE("too fast is what the protocol calls so, of main trials shown for the first time") {
  const TemporaryFolder temporary;
  SessionPlan plan = make_plan(Task::two_choice, 0, 4);
  const double shortest_s = GENERATE(0.0, 0.5, 1.0);
  plan.protocol.timing.min_response_s = shortest_s;
  plan.protocol.timing.too_fast = protocols::Timing::TooFast::mark;
  plan.trials.back().kind = TrialKind::repeat;
  plan.trials.back().repeat_of = 1;
  run_script(plan, temporary / "ses", [&](Script& script, const Screen& screen) {
    constexpr int kMs[] = {150, 400, 700, 10};
    script.tap(Key::left, kMs[std::get<PairScreen>(screen).number.trial - 1]);
  });
  JournalWatch watch(temporary / "ses");
  REQUIRE(watch.look());
  CHECK(watch.progress()->too_fast_below_s == (shortest_s == 0.0 ? 0.2 : shortest_s));
  CHECK(watch.progress()->too_fast->value == Approx(shortest_s == 0.0 ? 1.0 / 3 : shortest_s == 0.5 ? 2.0 / 3 : 1.0));
  CHECK(watch.progress()->too_fast->n == 3);
  CHECK(*watch.progress()->median_response_time_s == Approx(0.4));
}

TEST_CASE("before the first trial nothing is known") {
  const SessionProgress progress = session_progress(JournalSummary{}, "session_start");
  CHECK_FALSE(progress.median_response_time_s);
  CHECK_FALSE(progress.time_left_s);
  CHECK_FALSE(progress.left);
  CHECK_FALSE(progress.accuracy);
  CHECK_FALSE(progress.late_frames);
}

TEST_CASE("a watched journal is read while it grows, a torn line left out, and not touched") {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary / "ses";
  JournalWatch watch(folder);
  CHECK_FALSE(watch.look());
  int n_seen = 0;
  run_script(make_plan(Task::two_choice, 0, 3), folder, [&](Script& script, const Screen&) {
    CHECK(watch.look());
    CHECK(watch.progress()->n_done == n_seen++);
    CHECK_FALSE(watch.look());
    script.tap(Key::left, 300);
  });
  CHECK(watch.look());
  CHECK(watch.progress()->finished);
  const std::string whole = read_file(folder / "journal.jsonl");
  write_file(folder / "journal.jsonl", whole.substr(0, whole.size() - 5));
  CHECK(watch.look());
  CHECK_FALSE(watch.progress()->finished);
  CHECK(watch.fault().empty());
  CHECK(read_file(folder / "journal.jsonl").size() == whole.size() - 5);
  write_file(folder / "journal.jsonl", "{}\n");
  CHECK(watch.look());
  CHECK_FALSE(watch.fault().empty());
  CHECK(watch.progress());  // what was known stays
}
