#include "tricky/data/sessions.h"

#include <catch2/catch.hpp>

#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"

using namespace tricky;
using Catch::Contains;

TEST_CASE("trials and sessions are read as they were written") {
  const TemporaryFolder folder;
  std::vector<TrialRecord> trials(2);
  trials[0] = {1,       Phase::practice,    "easier", "a+b", "b",   "a",      "right",
               "right", Correctness::right, 0.75,     2.5,   0.001, "xinput", 1};
  trials[1] = {1,  Phase::main,          "n_categories", "a",          "",           "", "",
               "", Correctness::missing, std::nullopt,   std::nullopt, std::nullopt, "", 0};
  write_trials(folder.path(), trials);
  const auto read = read_trials(folder / "trials.tsv");
  REQUIRE(read.size() == 2);
  CHECK(read[0].response_time_s == 0.75);
  CHECK(read[0].correct == Correctness::right);
  CHECK(read[0].left_item_id == "b");
  CHECK(read[0].time_source == "xinput");
  CHECK(read[1].time_source.empty());
  CHECK(read[1].response.empty());
  CHECK(read[1].correct == Correctness::missing);
  CHECK_FALSE(read[1].onset_s);

  SessionRecord session{"01",       2, SessionOrigin::pilot, Task::ratings, "three_questions", "p", "ratings", "l",
                        "finished", {}};
  write_session(folder.path(), session);
  const SessionRecord again = read_session(folder.path());
  CHECK(again.session == 2);
  CHECK(again.origin == SessionOrigin::pilot);
  CHECK(again.task == Task::ratings);
}

TEST_CASE("a trial's kind and what it repeats are read as written, and a table without them holds main trials") {
  const TemporaryFolder folder;
  std::vector<TrialRecord> trials(3);
  for (int i = 0; i < 3; ++i) {
    TrialRecord& trial = trials[static_cast<std::size_t>(i)];
    trial.trial = i + 1;
    trial.question = "easier";
    trial.item_id = "a+b";
  }
  trials[1].kind = TrialKind::catch_trial;
  trials[2].kind = TrialKind::repeat;
  trials[2].repeat_of = 1;
  write_trials(folder.path(), trials);
  const auto read = read_trials(folder / "trials.tsv");
  CHECK(read[0].kind == TrialKind::main);
  CHECK(read[1].kind == TrialKind::catch_trial);
  CHECK(read[2].kind == TrialKind::repeat);
  CHECK(read[2].repeat_of == 1);
  CHECK_FALSE(read[1].repeat_of);

  trials[2].repeat_of = 3;
  write_trials(folder.path(), trials);
  CHECK_THROWS_WITH(read_trials(folder / "trials.tsv"), Contains("trials.tsv:4: repeat_of"));
  trials[2].repeat_of.reset();
  write_trials(folder.path(), trials);
  CHECK_THROWS_WITH(read_trials(folder / "trials.tsv"), Contains("trials.tsv:4: repeat_of"));

  write_file(folder / "old.tsv",
             "trial\tphase\tquestion\titem_id\tleft_item_id\tright_item_id\texpected\tresponse\tcorrect\tresponse_time\t"
             "onset\tuncertainty\ttime_source\tdropped_frames\n"
             "1\tmain\teasier\ta+b\ta\tb\tleft\tleft\t1\t0.5\t2\tn/a\tn/a\tn/a\n");
  const auto old = read_trials(folder / "old.tsv");
  REQUIRE(old.size() == 1);
  CHECK(old[0].kind == TrialKind::main);
  CHECK_FALSE(old[0].repeat_of);
}

TEST_CASE("what is not data lies in folders of another name") {
  const TemporaryFolder folder;
  write_file(folder / "study.toml", "");
  const StudyFolder study(folder.path());
  SessionRecord session{"01", 1, SessionOrigin::observer, Task::two_choice, "easier_image"};
  CHECK(session_folder(study, session) == folder / "sessions/sub-01/ses-01_task-easier_image");
  session.origin = SessionOrigin::simulated;
  CHECK(session_folder(study, session) == folder / "sessions/sim-01/ses-01_task-easier_image");
  session.origin = SessionOrigin::pilot;
  CHECK(session_folder(study, session) == folder / "sessions/pilot-01/ses-01_task-easier_image");
  session.observer = "../01";
  CHECK_THROWS_AS(session_folder(study, session), InputError);
}

TEST_CASE("damaged trial tables and session files are refused by line and field") {
  const TemporaryFolder folder;
  std::vector<TrialRecord> trials(1);
  trials[0].trial = 1;
  trials[0].question = "easier";
  trials[0].item_id = "a+b";
  write_trials(folder.path(), trials);
  std::string text = read_file(folder / "trials.tsv");
  text.replace(text.find("\tmain\t") + 1, 4, "mian");
  write_file(folder / "trials.tsv", text);
  CHECK_THROWS_WITH(read_trials(folder / "trials.tsv"), Contains("trials.tsv:2: phase"));
  write_file(folder / "session.json", R"({"observer": "01", "session": 1, "origin": "simulatd"})");
  CHECK_THROWS_WITH(read_session(folder.path()), Contains("did you mean \"simulated\"?"));
}

TEST_CASE("a trial table that contradicts itself is refused") {
  const TemporaryFolder folder;
  TrialRecord trial;
  trial.trial = 1;
  trial.question = "easier";
  trial.item_id = "a+b";
  trial.expected = "left";
  trial.response = "left";
  trial.correct = Correctness::right;
  const auto fault = [&](const std::vector<TrialRecord>& trials) {
    write_trials(folder.path(), trials);
    try {
      read_trials(folder / "trials.tsv");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  CHECK(fault({trial}) == "no fault");
  CHECK_THAT(fault({trial, trial}), Contains("trials.tsv:3") && Contains("twice"));
  TrialRecord flipped = trial;
  flipped.correct = Correctness::wrong;
  CHECK_THAT(fault({flipped}), Contains("contradicts"));
  TrialRecord early = trial;
  early.response_time_s = -0.5;
  CHECK_THAT(fault({early}), Contains("negative"));
}

TEST_CASE("a session that was cut off before its session.json is found") {
  const TemporaryFolder folder;
  write_file(folder / "study.toml", "");
  write_file(folder / "sessions/sub-01/ses-01_task-x/journal.jsonl", "");
  const StudyFolder study(folder.path());
  CHECK(study.session_folders().empty());
  CHECK(study.cut_off_session_folders() ==
        std::vector<std::filesystem::path>{folder / "sessions/sub-01/ses-01_task-x"});
}
