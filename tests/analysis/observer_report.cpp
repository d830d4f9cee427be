#include <catch2/catch.hpp>

#include "small_reports.h"
#include "tricky/data/errors.h"

using namespace tricky;
using namespace tricky::analysis;
using Catch::Contains;

TEST_CASE("an observer's page tells what was done, how fast, and warns of a preferred side") {
  SmallStudy study;
  SessionRecord record = session_of("01", Task::two_choice, "easier", "pairs");
  record.details["begun_utc"] = "2026-11-23T09:00:00Z";
  record.details["n_main_trials"] = 24;
  std::vector<TrialRecord> trials = pair_trials("1111111111111111110-");  // right is left: 18 of 19 left
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (!trials[i].response.empty()) trials[i].response_time_s = i < 2 ? 0.1 : 0.5 + 0.1 * static_cast<double>(i);
  }
  trials.push_back(trials[0]);
  trials.back().trial = 21;
  trials.back().item_id = "p20+q20";
  study.add_session(record, trials);
  study.add_session(session_of("02", Task::two_choice, "easier", "pairs"), pair_trials("1111011111111110110-"));
  analyse(study);
  const std::string html = report_of(study, "01");
  CHECK_THAT(html, Contains("Observer 01") && Contains("2026-11-23 09:00 UTC"));
  CHECK_THAT(html, Contains("21 of 24"));                             // trials done
  CHECK_THAT(html, Contains("chose left in 19 of 20 trials (95.0"));  // and the warning:
  CHECK_THAT(html, Contains("<strong>Chose left in 95.0\u202f% of trials.</strong>"));
  CHECK_THAT(html, Contains("3 responses of 20 faster than 0.20\u202fs") && Contains("too fast to be replies"));
  CHECK_THAT(html, Contains("median 1.35\u202fs"));  // of .1 .1 .1 .7 … 2.3: the 10th and 11th are 1.3 and 1.4
  CHECK_THAT(html, Contains("<dt>Missing responses</dt><dd>1</dd>"));
  CHECK_THAT(html, Contains("Error consistency with the other observers") && Contains("scope=\"row\">02<"));
  CHECK_THROWS_WITH(report_of(study, "001"), Contains("no session") && Contains("\"01\""));
  CHECK_THROWS_AS(report_of(study, "../01"), InputError);
}

TEST_CASE("an observer's page counts catch trials and repeats apart, and warns of failed catch trials") {
  SmallStudy study;
  SessionRecord record = session_of("01", Task::two_choice, "easier", "pairs");
  record.details["n_main_trials"] = 16;
  const auto with_extra = [](const std::string& catches) {
    std::vector<TrialRecord> trials = pair_trials("1111111011");
    for (const char cell : catches) {
      TrialRecord trial = trials[0];
      trial.trial = static_cast<int>(trials.size()) + 1;
      trial.kind = TrialKind::catch_trial;
      trial.item_id = "c" + std::to_string(trial.trial) + "+d";
      trial.correct = cell == '1' ? Correctness::right : Correctness::wrong;
      trial.response = (cell == '1') == (trial.expected == "left") ? "left" : "right";
      trials.push_back(trial);
    }
    trials.push_back(trials[2]);
    trials.back().trial = static_cast<int>(trials.size());
    trials.back().kind = TrialKind::repeat;
    trials.back().repeat_of = 3;
    return trials;
  };
  study.add_session(record, with_extra("11010"));
  record.observer = "02";
  study.add_session(record, with_extra("11111"));
  analyse(study);
  const std::string failed = report_of(study, "01");
  CHECK_THAT(failed, Contains("16 of 16: 10 main ones, 5 catch trials, 1 repeat"));
  CHECK_THAT(failed, Contains("<dt>Catch trials</dt><dd>3 of 5 as the observer was told; lapse rate 80.0"));
  CHECK_THAT(failed, Contains("<strong>Got 2 of 5 catch trials wrong.</strong>"));
  CHECK_THAT(failed, Contains("90.0"));  // accuracy: 9 of 10 main trials
  const std::string passed = report_of(study, "02");
  CHECK_THAT(passed, Contains("5 of 5 as the observer was told") && !Contains("catch trials wrong"));
  CHECK_THAT(report(study), Contains("leave out 10 catch trials and 2 repeated trials, which are counted apart."));
}

TEST_CASE("a report says which trials were left out, and why a trend has no interval where all saw one order") {
  SmallStudy study;
  for (const char* observer : {"01", "02"}) {
    std::vector<TrialRecord> trials = pair_trials("11111011111111101101-");
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (!trials[i].response.empty()) trials[i].response_time_s = i < 2 ? 0.1 : 0.5 + 0.1 * static_cast<double>(i % 5);
    }
    study.add_session(session_of(observer, Task::two_choice, "easier", "pairs"), trials);
  }
  analyse(study);
  const std::string html = report(study);
  CHECK_THAT(html, Contains("Accuracies leave out 2 main trials without a response."));
  CHECK_THAT(html, Contains("4 responses too soon to have seen the stimulus are left out of trends"));
  CHECK_THAT(html, Contains("at its beginning (no interval: all observers saw the items in one order"));
}

TEST_CASE("the page for an observer names no other observer and judges nothing") {
  SmallStudy study;
  study.add_session(session_of("01", Task::two_choice, "easier", "pairs"), pair_trials("1111111111111111111111110-"));
  study.add_session(session_of("zebra", Task::two_choice, "easier", "pairs"),
                    pair_trials("11110111111111101101101100"));
  analyse(study);
  run(run_report, "report", {"--study", study.path(), "--observer", "01", "--for-observer"});
  const std::string html = read_file(study.folder().reports() / "for_observer_01.html");
  CHECK_THAT(html, Contains("Observer 01") && Contains("96.0\u202f%") && Contains("26"));
  for (const char* word : {"zebra", "Kappa", "consistency", "too fast", "preference", "warning\"", "bias"})
    CHECK(html.find(word) == std::string::npos);
  CHECK_THROWS_AS(run(run_report, "report", {"--study", study.path(), "--for-observer"}), InputError);
}
