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
  trials[0] = {1,       Phase::practice,    "easier", "a+b", "b",   "a", "right",
               "right", Correctness::right, 0.75,     2.5,   0.001, 1};
  trials[1] = {1,  Phase::main,          "n_categories", "a",          "",           "", "",
               "", Correctness::missing, std::nullopt,   std::nullopt, std::nullopt, 0};
  write_trials(folder.path(), trials);
  const auto read = read_trials(folder / "trials.tsv");
  REQUIRE(read.size() == 2);
  CHECK(read[0].response_time_s == 0.75);
  CHECK(read[0].correct == Correctness::right);
  CHECK(read[0].left_item_id == "b");
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
  text.replace(text.rfind("main"), 4, "mian");
  write_file(folder / "trials.tsv", text);
  CHECK_THROWS_WITH(read_trials(folder / "trials.tsv"), Contains("trials.tsv:2: phase"));
  write_file(folder / "session.json", R"({"observer": "01", "session": 1, "origin": "simulatd"})");
  CHECK_THROWS_WITH(read_session(folder.path()), Contains("did you mean \"simulated\"?"));
}
