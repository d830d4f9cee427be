#include "exports/exports.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <set>

#include "exports/export_parts.h"
#include "exports/write_export.h"
#include "temporary_folder.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/personal_data.h"
#include "tricky/data/session_journal.h"

using namespace tricky;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A journal of two answered trials, the second one wrong, and what the observer said.
void write_session_of(const std::filesystem::path& folder, const std::string& observer, const std::string& origin) {
  SessionJournal journal(folder / "journal.jsonl");
  Value start;
  start["event"] = "session_start";
  start["t_ns"] = 1'000'000'000;
  start["wall_s"] = 100.0;
  start["observer"] = observer;
  start["session"] = 1;
  start["origin"] = origin;
  start["task"] = "two_choice";
  start["protocol"] = "easier_image";
  start["protocol_sha256"] = std::string(64, 'a');
  start["list"] = "pairs";
  start["list_sha256"] = std::string(64, 'b');
  start["order_sha256"] = std::string(64, 'c');
  start["command_line"] = "tricky session --study /home/somebody/study";
  journal.append(start);
  for (int trial = 1; trial <= 2; ++trial) {
    Value answer;
    answer["question"] = "easier";
    answer["response"] = "left";
    answer["response_ns"] = 2'500'000'000 + trial;
    answer["uncertainty_ns"] = 1000;
    answer["time_source"] = "evdev";
    Value response;
    response["event"] = "response";
    response["phase"] = "main";
    response["trial"] = trial;
    response["item_id"] = trial == 1 ? "a+b" : "c+d";
    response["left_item_id"] = trial == 1 ? "a" : "d";
    response["right_item_id"] = trial == 1 ? "b" : "c";
    response["expected"] = trial == 1 ? "left" : "right";
    response["onset_ns"] = 2'000'000'000;
    response["answers"] = Value::Array{answer};
    journal.append(response);
  }
  PersonalData said;
  said.observer = observer;
  PersonalData::Entry entry;
  entry.protocol = "easier_image";
  entry.answers["age"] = 31;
  entry.answers["vision"] = "glasses,\tthick";
  entry.answers["origin"] = Value();
  entry.comment = "=HYPERLINK(\"http://x\";\"y\")\nnext, \"line\"";
  said.entries.push_back(entry);
  entry.session = 2;  // was not exported
  entry.comment = "of another session";
  said.entries.push_back(entry);
  write_personal_data(folder.parent_path() / "observer.json", said);
}

ExportSettings settings_for(const std::vector<RecordedSession>& sessions, bool personal) {
  ExportSettings settings;
  settings.name = "study";
  settings.with_personal_data = personal;
  for (const auto& session : sessions) settings.provenance.inputs.push_back({session.source.string(), "0"});
  return settings;
}

std::vector<RecordedSession> two_sessions(const TemporaryFolder& temporary) {
  write_session_of(temporary / "sub-01/ses", "01", "observer");
  write_session_of(temporary / "sim-01/ses", "01", "simulated");
  return {read_recorded_session(temporary / "sub-01/ses"), read_recorded_session(temporary / "sim-01/ses")};
}

}  // namespace

TEST_CASE("an export needs the journal alone, and leaves out a torn last line") {
  const TemporaryFolder temporary;
  write_session_of(temporary / "sub-01/ses", "01", "observer");
  const std::string journal = read_file(temporary / "sub-01/ses/journal.jsonl");
  write_file(temporary / "sub-01/ses/journal.jsonl", journal + "{\"n\":4,\"ev");
  const RecordedSession session = read_recorded_session(temporary / "sub-01/ses");
  CHECK(session.n_torn_bytes == 10);
  CHECK(session.trials.size() == 2);
  CHECK(session.record.state == "interrupted");
  CHECK(read_file(temporary / "sub-01/ses/journal.jsonl").size() == journal.size() + 10);
}

TEST_CASE("a BIDS export has one folder a subject, and simulated ones cannot be taken for data") {
  const TemporaryFolder temporary;
  const auto sessions = two_sessions(temporary);
  const ExportedFiles files = bids_files(sessions, settings_for(sessions, false));
  REQUIRE(files.contains("sub-01/ses-01/beh/sub-01_ses-01_task-easierimage_beh.tsv"));
  REQUIRE(files.contains("sub-sim01/ses-01/beh/sub-sim01_ses-01_task-easierimage_beh.json"));
  CHECK(files.at("participants.tsv").content == "participant_id\torigin\nsub-01\tobserver\nsub-sim01\tsimulated\n");
  const std::string& sidecar = files.at("sub-01/ses-01/beh/sub-01_ses-01_task-easierimage_beh.json").content;
  CHECK_THAT(sidecar, Contains("\"TaskName\": \"easier_image\"") && Contains("\"Units\": \"s\""));
  // Neither personal data nor the lab's folders leave by themselves.
  for (const auto& [path, file] : files) {
    CHECK_THAT(file.content, !Contains("glasses") && !Contains("/home/somebody"));
  }
  const ExportedFiles personal = bids_files(sessions, settings_for(sessions, true));
  CHECK(personal.at("participants.tsv").is_personal);
  CHECK_THAT(personal.at("participants.tsv").content,
             Contains("participant_id\torigin\tage\nsub-01\tobserver\t31\nsub-sim01\tsimulated\t31\n"));
  CHECK(personal.at("phenotype/easierimage.tsv").is_personal);
  CHECK_THAT(personal.at("phenotype/easierimage.tsv").content,
             Contains("participant_id\tsession_id\tage\tvision\tanswer_origin\tcomment\n"
                      "sub-01\tses-01\t31\tglasses, thick\tn/a\t'=HYPERLINK(\"http://x\";\"y\") next, \"line\"\n"));
  CHECK(personal.contains("phenotype/easierimage.json"));
}

TEST_CASE("remarks are exported only when asked for, of the sessions exported alone, and are no formulas") {
  const TemporaryFolder temporary;
  const auto sessions = two_sessions(temporary);
  const auto all = [&](bool personal) {
    return std::vector<ExportedFiles>{csv_files(sessions, settings_for(sessions, personal)),
                                      bids_files(sessions, settings_for(sessions, personal)),
                                      psych_ds_files(sessions, settings_for(sessions, personal)),
                                      model_vs_human_files(sessions, settings_for(sessions, personal))};
  };
  // Not even opened.
  const fs::path file = temporary / "sub-01/observer.json";
  const std::string sound = read_file(file);
  write_file(file, "broken");
  for (const ExportedFiles& files : all(false)) {
    for (const auto& [path, each] : files) {
      CHECK_FALSE(each.is_personal);
      CHECK_THAT(each.content, !Contains("HYPERLINK") && !Contains("glasses"));
    }
  }
  CHECK_THROWS_AS(all(true), InputError);
  write_file(file, sound);
  for (const ExportedFiles& files : all(true)) {
    for (const auto& [path, each] : files) CHECK_THAT(each.content, !Contains("of another session"));
  }
  write_file(temporary / "observers.csv", csv_files(sessions, settings_for(sessions, true)).at("observers.csv").content);
  CsvReader table(temporary / "observers.csv");
  CHECK(table.columns() == std::vector<std::string>{"observer", "session", "origin", "protocol", "age", "vision",
                                                    "answer_origin", "comment"});
  REQUIRE(table.next());
  CHECK(table[table.column("comment")] == "'=HYPERLINK(\"http://x\";\"y\") next, \"line\"");
}

TEST_CASE("what could begin a formula or a quoted field is a text, and all else stays as it was said") {
  const TemporaryFolder temporary;
  const auto [said, exported] = GENERATE(table<std::string, std::string>({{"+1", "'+1"},
                                                                          {"-", "'-"},
                                                                          {"@SUM(A1)", "'@SUM(A1)"},
                                                                          {"\t=1", "' =1"},
                                                                          {"\"quoted\"", "'\"quoted\""},
                                                                          {"a=1", "a=1"},
                                                                          {"Grüße, 日本", "Grüße, 日本"},
                                                                          {"'", "'"}}));
  write_session_of(temporary / "sub-01/ses", "01", "observer");
  PersonalData data = read_personal_data(temporary / "sub-01/observer.json");
  data.entries[0].comment = said;
  write_personal_data(temporary / "sub-01/observer.json", data);
  const std::vector<RecordedSession> sessions{read_recorded_session(temporary / "sub-01/ses")};
  CHECK(personal_table(sessions).rows.at(0).cells.back() == exported);
}

TEST_CASE("no export names the lab's folders, not even in the reason of an interruption") {
  const TemporaryFolder temporary;
  write_session_of(temporary / "sub-01/ses", "01", "observer");
  {
    SessionJournal journal(temporary / "sub-01/ses/journal.jsonl");
    Value event;
    event["event"] = "interrupted";
    event["reason"] = "error: /home/somebody/study/x: cannot be written";
    event["utc"] = "2026-03-02T09:12:44Z";
    journal.append(event);
    event = Value();
    event["event"] = "resume";
    event["utc"] = "2026-03-02T09:12:45Z";
    event["wall_s"] = 101.0;
    event["t_ns"] = 5'000'000'000;
    event["torn_bytes_cut"] = 0;
    journal.append(event);
  }
  const std::vector<RecordedSession> sessions{read_recorded_session(temporary / "sub-01/ses")};
  for (const ExportedFiles& files : {csv_files(sessions, settings_for(sessions, false)),
                                     bids_files(sessions, settings_for(sessions, false))}) {
    for (const auto& [path, each] : files) CHECK_THAT(each.content, !Contains("/home/"));
  }
}

TEST_CASE("a Psych-DS export measures exactly the variables that its tables have") {
  const TemporaryFolder temporary;
  const auto sessions = two_sessions(temporary);
  for (const bool personal : {false, true}) {
    const ExportedFiles files = psych_ds_files(sessions, settings_for(sessions, personal));
    REQUIRE(files.contains("data/subject-01_session-01_task-easierimage_data.csv"));
    std::set<std::string> measured;
    const Value description = parse_json(files.at("dataset_description.json").content, "description");
    CHECK(*description.find("@type")->if_text() == "Dataset");
    for (const Value& each : *description.find("variableMeasured")->if_array()) {
      CHECK(measured.insert(*each.find("name")->if_text()).second);
    }
    std::set<std::string> columns;
    for (const auto& [path, file] : files) {
      if (!path.ends_with("_data.csv")) continue;
      write_file(temporary / "table.csv", file.content);
      const CsvReader table(temporary / "table.csv");
      columns.insert(table.columns().begin(), table.columns().end());
    }
    CHECK(columns == measured);
    CHECK(measured.contains("age") == personal);
  }
}

TEST_CASE("a model-vs-human table holds main trials as that program names them") {
  const TemporaryFolder temporary;
  const auto sessions = two_sessions(temporary);
  const ExportedFiles files = model_vs_human_files(sessions, settings_for(sessions, false));
  CHECK(files.at("easier_image_subject-01_session_1.csv").content ==
        "subj,session,trial,rt,object_response,category,condition,imagename\n"
        "subject-01,1,1,0.500000001,left,left,0,0001_eas_s01_a+b\n"
        "subject-01,1,2,0.500000002,left,right,0,0002_eas_s01_c+d\n");
  CHECK(files.contains("easier_image_subject-simulated-01_session_1.csv"));
  auto ratings = sessions;
  ratings[0].record.task = Task::ratings;
  CHECK_THROWS_WITH(model_vs_human_files(ratings, settings_for(sessions, false)), Contains("--format csv"));
}

TEST_CASE("two observers whose codes become one label are refused") {
  const TemporaryFolder temporary;
  write_session_of(temporary / "sub-a.b/ses", "a.b", "observer");
  write_session_of(temporary / "sub-ab/ses", "ab", "observer");
  const std::vector<RecordedSession> sessions{read_recorded_session(temporary / "sub-a.b/ses"),
                                              read_recorded_session(temporary / "sub-ab/ses")};
  CHECK_THROWS_WITH(bids_files(sessions, settings_for(sessions, false)), Contains("one by one"));
}

TEST_CASE("an export appears whole, closed where it is personal, and never over something else") {
  const TemporaryFolder temporary;
  const auto sessions = two_sessions(temporary);
  const ExportedFiles files = csv_files(sessions, settings_for(sessions, true));
  write_export(temporary / "out", files);
  struct stat status {};
  REQUIRE(::stat((temporary / "out/observers.csv").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK_THAT(read_file(temporary / "out/trials.csv"), Contains("01,1,observer,easier_image,pairs,1,main,easier,a+b"));
  CHECK_THROWS_WITH(write_export(temporary / "out", files), Contains("there already"));
  write_file(temporary / "blocked", "");
  CHECK_THROWS_AS(write_export(temporary / "blocked/out", files), IoError);
  for (const auto& entry : std::filesystem::directory_iterator(temporary.path())) {
    CHECK(entry.path().string().find(".unfinished") == std::string::npos);
  }
}
