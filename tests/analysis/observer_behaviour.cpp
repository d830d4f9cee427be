#include "tricky/analysis/observer_behaviour.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/analysis/observers_analysis.h"

using namespace tricky;
using namespace tricky::analysis;

namespace {

std::vector<Result> behaviour_of(const SmallStudy& study) {
  const SessionGroups sessions = load_session_groups(study.folder(), SimulatedObservers::apart);
  REQUIRE(sessions.groups.size() == 1);
  return analyse_behaviour(sessions.groups.front(), {1, 50, 0.95, IntervalKind::bca}, {});
}

TrialRecord extra_trial(const std::string& cell, TrialKind kind, int trial, std::optional<int> repeat_of = std::nullopt) {
  TrialRecord record = pair_trials(cell).front();
  record.trial = trial;
  record.kind = kind;
  record.repeat_of = repeat_of;
  record.item_id = kind == TrialKind::catch_trial ? "catch" : record.item_id;
  return record;
}

}  // namespace

TEST_CASE("catch trials and repeats are counted apart, and change no number of the main trials") {
  SmallStudy study;
  std::vector<TrialRecord> trials = pair_trials("1101101101");
  trials.push_back(extra_trial("1", TrialKind::catch_trial, 11));
  trials.push_back(extra_trial("0", TrialKind::catch_trial, 12));
  trials.push_back(extra_trial("1", TrialKind::repeat, 13, 1));
  trials.push_back(extra_trial("1", TrialKind::repeat, 14, 3));  // wrong at first
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), trials);
  const auto results = behaviour_of(study);
  CHECK(*the_result(results, "catch_accuracy", "01").estimate.value == 0.5);
  CHECK(*the_result(results, "lapse_rate", "01").estimate.value == 1.0);
  CHECK(*the_result(results, "repeat_same", "01").estimate.value == 0.5);
  CHECK(the_result(results, "repeat_same", "01").estimate.n == 2);
  const auto group = load_session_groups(study.folder(), SimulatedObservers::apart).groups.front();
  const auto main = analyse_observers(group, {1, 0, 0.95, IntervalKind::bca});
  CHECK(*the_result(main, "accuracy", "01").estimate.value == Approx(0.7));
  CHECK(the_result(main, "accuracy", "01").estimate.n == 10);
  CHECK(the_result(main, "share_left", "01").estimate.n == 10);
}

TEST_CASE("response times below the threshold are too fast, and stay out of trends") {
  SmallStudy study;
  std::vector<TrialRecord> trials = pair_trials("1101-101");
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].response.empty()) trials[i].response_time_s = i == 0 ? 0.1 : 0.5;
  }
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), trials);
  const auto results = behaviour_of(study);
  const Estimate& fast = the_result(results, "share_too_fast", "01").estimate;
  CHECK(fast.n == 7);
  CHECK(*fast.value == Approx(1.0 / 7.0));
  CHECK(*the_result(results, "share_missing", "01").estimate.value == Approx(1.0 / 8.0));
  CHECK(*the_result(results, "median_response_time_s", "01").estimate.value == 0.5);
  const Estimate& trend = the_result(results, "response_time_trend", "01").estimate;
  CHECK(trend.n == 6);
  CHECK(*trend.value == Approx(1.0));
}

TEST_CASE("response times are given of right and wrong responses, and of the difficulties where one image is shown") {
  SmallStudy study;
  std::vector<TrialRecord> trials = pair_trials("11011001");
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].response_time_s = i == 0 ? 0.1 : 0.4 + 0.1 * static_cast<double>(i);
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), trials);
  for (TrialRecord& trial : trials) *trial.response_time_s *= 4.0;
  study.add_session(session_of("02", Task::two_choice, "easier", "pairs"), trials);
  const auto results = behaviour_of(study);
  // Right: trials 1, 3, 4, 7 at .5, .7, .8, 1.1 (0 is too fast); wrong: 2, 5, 6 at .6, .9, 1.0.
  CHECK(*the_result(results, "median_response_time_s", "01", "right").estimate.value == Approx(0.75));
  CHECK(the_result(results, "median_response_time_s", "01", "right").estimate.n == 4);
  CHECK(*the_result(results, "median_response_time_s", "01", "wrong").estimate.value == Approx(0.9));
  // The geometric mean of .9 and 3.6.
  const Estimate& mean = the_result(results, "mean_median_response_time_s", "observers", "wrong").estimate;
  CHECK(*mean.value == Approx(1.8));
  CHECK(mean.n == 2);
  CHECK(std::none_of(results.begin(), results.end(), [](const Result& result) { return result.subset == "trivial"; }));
}

TEST_CASE("response times are given of each difficulty where one image is shown, without trials that have none") {
  SmallStudy study;
  std::vector<TrialRecord> trials = pair_trials("110110111");
  const std::vector<std::string> difficulties{"trivial",    "impossible", "in-between", "trivial", "impossible",
                                              "impossible", "trivial",    "trivial",    ""};
  const std::vector<double> times_s{0.5, 0.9, 0.7, 0.6, 1.5, 1.1, 0.1, 0.8, 9.0};
  for (std::size_t i = 0; i < trials.size(); ++i) {
    trials[i].difficulty = difficulties[i];
    trials[i].response_time_s = times_s[i];
  }
  study.add_session(session_of("01", Task::categorisation, "name", "single"), trials);
  for (TrialRecord& trial : trials) *trial.response_time_s *= 4.0;
  trials[6].response_time_s = 0.1;
  study.add_session(session_of("02", Task::categorisation, "name", "single"), trials);
  const auto results = behaviour_of(study);
  const auto median = [&](const char* observer, const char* difficulty) {
    return the_result(results, "median_response_time_s", observer, difficulty).estimate;
  };
  // Trivial: .5, .6, .8 (.1 is too fast); impossible: .9, 1.1, 1.5; in between: .7.
  CHECK(*median("01", "trivial").value == Approx(0.6));
  CHECK(median("01", "trivial").n == 3);
  CHECK(*median("01", "impossible").value == Approx(1.1));
  CHECK(*median("01", "in-between").value == Approx(0.7));
  CHECK(*median("02", "trivial").value == Approx(2.4));
  // The geometric mean of 1.1 and 4.4.
  CHECK(*the_result(results, "mean_median_response_time_s", "observers", "impossible").estimate.value == Approx(2.2));
}

TEST_CASE("errors where all others are right are told from errors on hard items") {
  SmallStudy study;
  const std::vector<std::string> cells{"0101", "1101", "1110", "1100"};  // item 0: only the first is wrong
  for (std::size_t i = 0; i < cells.size(); ++i)
    study.add_session(session_of(numbered("0", i), Task::two_choice, "easier", "pairs"), pair_trials(cells[i]));
  const auto results = behaviour_of(study);
  const Estimate& first = the_result(results, "wrong_where_others_right", "00").estimate;
  CHECK(first.n == 2);  // items 0 and 1
  CHECK(*first.value == 0.5);
  CHECK(*the_result(results, "wrong_where_others_right", "01").estimate.value == 0.0);
  CHECK(the_result(results, "mean_accuracy_trend", "observers").estimate.n == 4);
}

TEST_CASE("accuracy that falls over the session has a trend below 0") {
  SmallStudy study;
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"),
                    pair_trials("11111111111111101111010001000100"));
  const auto results = behaviour_of(study);
  CHECK(the_result(results, "accuracy_trend", "01").estimate.ci->second < 0.0);
  const Estimate& halves = the_result(results, "accuracy_half_difference", "01").estimate;
  CHECK(*halves.value == Approx(7.0 / 16.0 - 15.0 / 16.0));
}

TEST_CASE("a mean trend has an interval only where observers saw the items in different orders") {
  SmallStudy study;
  const std::vector<std::string> cells{"01011011", "11010111", "11101011"};
  const bool one_order = GENERATE(true, false);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto trials = pair_trials(cells[i]);
    if (!one_order && i == 1) std::swap(trials[0].item_id, trials[5].item_id);
    study.add_session(session_of(numbered("0", i), Task::two_choice, "easier", "pairs"), trials);
  }
  const auto results = behaviour_of(study);
  const Estimate& trend = the_result(results, "mean_accuracy_trend", "observers").estimate;
  CHECK(trend.value);
  CHECK(trend.ci.has_value() == !one_order);
  CHECK((trend.method.find("one order") != std::string::npos) == one_order);
  CHECK(the_result(results, "mean_history_previous_choice", "observers").estimate.method.find("order") ==
        std::string::npos);
}
