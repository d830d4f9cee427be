#include "tricky/analysis/observers_analysis.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "small_study.h"
#include "tricky/analysis/error_consistency.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

namespace {

constexpr Task kPairs = Task::two_choice;

std::vector<std::string> makers(const SessionGroup& group) {
  std::vector<std::string> names;
  for (const SessionOfGroup& session : group.sessions) names.push_back(session.maker);
  return names;
}

}  // namespace

TEST_CASE("sessions of different task, list, protocol or origin are never compared") {
  SmallStudy study;
  study.add_session(session_of("01", kPairs, "easier", "a"), pair_trials("1101"));
  study.add_session(session_of("02", kPairs, "easier", "a"), pair_trials("1100"));
  study.add_session(session_of("03", kPairs, "easier", "b"), pair_trials("1100"));
  study.add_session(session_of("04", kPairs, "other", "a"), pair_trials("1100"));
  study.add_session(session_of("01", kPairs, "easier", "a", SessionOrigin::simulated), pair_trials("1111"));
  study.add_session(session_of("01", kPairs, "easier", "a", SessionOrigin::pilot), pair_trials("0000"));
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::apart);
  std::vector<std::string> overs;
  for (const SessionGroup& group : loaded.groups) overs.push_back(group.over);
  CHECK(overs == std::vector<std::string>{"task-easier_list-a", "task-easier_list-a (pilot)",
                                          "task-easier_list-a (simulated)", "task-easier_list-b", "task-other_list-a"});
  CHECK(makers(loaded.groups[0]) == std::vector<std::string>{"01", "02"});
  CHECK(loaded.notes.empty());
}

TEST_CASE("catch trials and repeats are no part of an observer's numbers") {
  SmallStudy study;
  std::vector<TrialRecord> trials = pair_trials("110100");
  trials[4].kind = TrialKind::catch_trial;
  trials[5].kind = TrialKind::repeat;
  trials[5].repeat_of = 1;
  study.add_session(session_of("01", kPairs, "easier", "a"), trials);
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::apart);
  REQUIRE(loaded.groups.size() == 1);
  CHECK(loaded.groups[0].sessions[0].trials.size() == 4);
}

TEST_CASE("simulated observers can be pooled with real ones, and stay recognisable") {
  SmallStudy study;
  study.add_session(session_of("01", kPairs, "easier", "a"), pair_trials("1101"));
  study.add_session(session_of("01", kPairs, "easier", "a", SessionOrigin::simulated), pair_trials("1111"));
  study.add_session(session_of("02", kPairs, "easier", "a", SessionOrigin::pilot), pair_trials("1111"));
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::pooled);
  REQUIRE(loaded.groups.size() == 2);
  CHECK(loaded.groups[0].over == "task-easier_list-a (pilot)");
  CHECK(loaded.groups[1].over == "task-easier_list-a (with simulated)");
  CHECK(makers(loaded.groups[1]) == std::vector<std::string>{"01", "01 (simulated)"});
}

TEST_CASE("an observer's second session of a group is a decision maker of its own") {
  SmallStudy study;
  study.add_session(session_of("01", kPairs, "easier", "a", SessionOrigin::observer, 3), pair_trials("1101"));
  study.add_session(session_of("01", kPairs, "easier", "a", SessionOrigin::observer, 1), pair_trials("0001"));
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::apart);
  REQUIRE(loaded.groups.size() == 1);
  CHECK(makers(loaded.groups[0]) == std::vector<std::string>{"01", "01 (session 3)"});
  const auto results = analyse_observers(loaded.groups[0], {});
  CHECK(*the_result(results, "accuracy", "01").estimate.value == 0.25);
  CHECK(*the_result(results, "accuracy", "01 (session 3)").estimate.value == 0.75);
}

TEST_CASE("practice is left out, and so are sessions without a response, with a note") {
  SmallStudy study;
  auto trials = pair_trials("1101");
  trials[1].phase = Phase::practice;
  study.add_session(session_of("01", kPairs, "easier", "a"), trials);
  study.add_session(session_of("02", kPairs, "easier", "a"), pair_trials("----"));
  const auto begun = session_of("03", kPairs, "easier", "a");
  write_session(session_folder(study.folder(), begun), begun);
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::apart);
  REQUIRE(loaded.groups.size() == 1);
  REQUIRE(makers(loaded.groups[0]) == std::vector<std::string>{"01"});
  CHECK(loaded.groups[0].sessions[0].trials.size() == 3);
  REQUIRE(loaded.notes.size() == 2);
  CHECK_THAT(loaded.notes[0], Contains("sub-02") && Contains("no main trial has a response"));
  CHECK_THAT(loaded.notes[1], Contains("sub-03") && Contains("no trials.tsv"));
}

TEST_CASE("observers are matched by item, not by the order they saw the items in") {
  SmallStudy study;
  auto reversed = pair_trials("110101");
  std::reverse(reversed.begin(), reversed.end());
  reversed.pop_back();  // this observer never saw p0+q0
  study.add_session(session_of("01", kPairs, "easier", "a"), pair_trials("111100"));
  study.add_session(session_of("02", kPairs, "easier", "a"), reversed);
  const SessionGroups loaded = load_session_groups(study.folder(), SimulatedObservers::apart);
  const CorrectnessMatrix matrix = correctness_of(loaded.groups[0]);
  CHECK(matrix.n_items() == 6);
  // Shared items 1 … 5: 11100 against 10101.
  CHECK(agreement_table(matrix.row(0), matrix.row(1)) == AgreementTable{2, 1, 1, 1});
}

TEST_CASE("an item shown twice is matched first with first and second with second") {
  SmallStudy study;
  const auto twice = [](const std::string& cells) {
    auto trials = pair_trials(cells);
    trials[3].item_id = trials[0].item_id;
    return trials;
  };
  study.add_session(session_of("01", kPairs, "easier", "a"), twice("1000"));
  study.add_session(session_of("02", kPairs, "easier", "a"), twice("1110"));
  const CorrectnessMatrix matrix =
      correctness_of(load_session_groups(study.folder(), SimulatedObservers::apart).groups[0]);
  CHECK(matrix.n_items() == 4);
  CHECK(agreement_table(matrix.row(0), matrix.row(1)) == AgreementTable{1, 0, 2, 1});
}

TEST_CASE("two-choice observers get accuracies, a test against chance and all pairs") {
  SmallStudy study;
  study.add_session(session_of("01", kPairs, "easier", "a"), pair_trials("1111111100"));
  study.add_session(session_of("02", kPairs, "easier", "a"), pair_trials("11111111-0"));
  study.add_session(session_of("03", kPairs, "easier", "a"), pair_trials("1111110000"));
  const SessionGroup group = load_session_groups(study.folder(), SimulatedObservers::apart).groups[0];
  const auto results = analyse_observers(group, {});
  CHECK(*the_result(results, "accuracy", "02").estimate.value == Approx(8.0 / 9.0));
  CHECK(the_result(results, "accuracy", "02").estimate.n == 9);
  CHECK(the_result(results, "accuracy", "01").estimate.method == "Clopper-Pearson");
  CHECK(*the_result(results, "p_above_chance", "01").estimate.value == Approx(56.0 / 1024.0));
  CHECK(*the_result(results, "mean_accuracy", "observers").estimate.value == Approx((0.8 + 8.0 / 9.0 + 0.6) / 3));
  CHECK(*the_result(results, "sd_accuracy", "observers").estimate.value == Approx(0.147963).margin(1e-6));
  CHECK(*the_result(results, "kappa", "01 & 02").estimate.value == 1.0);
  CHECK(the_result(results, "kappa", "01 & 02").estimate.n == 9);
  // 01 and 03: cells 6/2/0/2.
  CHECK(*the_result(results, "kappa", "01 & 03").estimate.value == Approx(0.24 / 0.44));
  CHECK(*the_result(results, "observed_agreement", "01 & 03").estimate.value == Approx(0.8));
  CHECK(*the_result(results, "expected_agreement", "01 & 03").estimate.value == Approx(0.56));
  CHECK(*the_result(results, "kappa_min", "01 & 03").estimate.value == Approx(-0.363636).margin(1e-6));
  CHECK(*the_result(results, "kappa_max", "01 & 03").estimate.value == Approx(0.545455).margin(1e-6));
  CHECK(*the_result(results, "highest_kappa", "observers").estimate.value == 1.0);
  CHECK(the_result(results, "mean_kappa", "observers").estimate.n == 3);
  for (const Result& result : results) CHECK(result.over == "task-easier_list-a");
}

TEST_CASE("categorisation has no chance level, and undefined kappas stay out of the mean") {
  SmallStudy study;
  for (const std::string observer : {"01", "02"}) {
    study.add_session(session_of(observer, Task::categorisation, "edge", "edge"), pair_trials("1111"));
  }
  study.add_session(session_of("03", Task::categorisation, "edge", "edge"), pair_trials("1101"));
  const auto results = analyse_observers(load_session_groups(study.folder(), SimulatedObservers::apart).groups[0], {});
  CHECK(std::none_of(results.begin(), results.end(),
                     [](const Result& result) { return result.statistic == "p_above_chance"; }));
  CHECK_FALSE(the_result(results, "kappa", "01 & 02").estimate.value);
  CHECK_THAT(the_result(results, "kappa_max", "01 & 02").estimate.undefined, Contains("both are right"));
  CHECK(*the_result(results, "mean_kappa", "observers").estimate.value == 0.0);
  CHECK(the_result(results, "mean_kappa", "observers").estimate.n == 2);
  CHECK_THAT(the_result(results, "mean_kappa", "observers").estimate.method, Contains("1 more are undefined"));
}

TEST_CASE("a lone observer has no spread and no pairs, and the results say so") {
  SmallStudy study;
  study.add_session(session_of("01", kPairs, "easier", "a"), pair_trials("1101"));
  const auto results = analyse_observers(load_session_groups(study.folder(), SimulatedObservers::apart).groups[0], {});
  CHECK_FALSE(the_result(results, "sd_accuracy", "observers").estimate.value);
  CHECK(the_result(results, "mean_kappa", "observers").estimate.undefined == "there are no pairs");
}
