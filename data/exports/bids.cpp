#include "exports/export_parts.h"
#include "tricky/data/csv.h"

namespace tricky {

namespace {

constexpr std::string_view kBidsVersion = "1.9.0";
constexpr std::string_view kNone = "n/a";

std::string description_json(const ExportSettings& settings) {
  Value description;
  description["Name"] = settings.name;
  description["BIDSVersion"] = kBidsVersion;
  description["DatasetType"] = "raw";
  Value program;
  program["Name"] = "tricky";
  program["Version"] = settings.provenance.program_version;
  program["Description"] = "recorded the sessions and exported them";
  description["GeneratedBy"] = Value::Array{std::move(program)};
  return to_json(description, JsonLayout::indented);
}

/// Without --with-personal-data the fields' columns are missing altogether.
void add_participants(ExportedFiles& files, std::span<const RecordedSession> sessions, const ExportSettings& settings) {
  const PersonalTable table = personal_table(sessions);
  std::vector<std::string> columns{"participant_id", "origin"};
  if (settings.with_personal_data) columns.insert(columns.end(), table.fields.begin(), table.fields.end());
  CsvWriter writer(columns, Separator::tab);
  for (const PersonalTable::Row& row : table.rows) {
    writer.field(std::string_view("sub-" + subject_label(row.observer))).field(to_text(row.observer.origin));
    for (std::size_t i = 0; settings.with_personal_data && i < row.cells.size(); ++i) {
      writer.field(row.cells[i].empty() ? kNone : std::string_view(row.cells[i]));
    }
    writer.end_row();
  }
  Value meanings;
  meanings["participant_id"]["Description"] = "The observer's code";
  Value& origin = meanings["origin"];
  origin["Description"] = "Who answered";
  origin["Levels"]["observer"] = "an observer of the study";
  origin["Levels"]["imported"] = "an observer whose responses another program recorded";
  origin["Levels"]["pilot"] = "a try-out, not data";
  origin["Levels"]["simulated"] = "a simulated observer, not data";
  for (std::size_t i = 2; i < columns.size(); ++i) {
    meanings[columns[i]]["Description"] = "What the observer answered before the session";
  }
  files["participants.tsv"] = {writer.text(), settings.with_personal_data};
  files["participants.json"] = {to_json(meanings, JsonLayout::indented), false};
}

std::string sidecar_json(const SessionRecord& session) {
  Value sidecar;
  sidecar["TaskName"] = session.protocol;
  sidecar["TaskDescription"] = session.task == Task::two_choice ? "Which of two images is easier for neural networks"
                               : session.task == Task::ratings  ? "Questions on one image, answered in whole numbers"
                                                                : "Which category an image shows";
  Value columns = trials_description();
  for (const auto& [column, meaning] : *columns.if_object()) sidecar[column] = meaning;
  Value& record = sidecar["SessionRecord"];
  record["origin"] = to_text(session.origin);
  record["state"] = session.state;
  record["protocol_sha256"] = session.protocol_sha256;
  record["list"] = session.list;
  record["list_sha256"] = session.list_sha256;
  record["details"] = shared_details(session);
  return to_json(sidecar, JsonLayout::indented);
}

}  // namespace

ExportedFiles bids_files(std::span<const RecordedSession> sessions, const ExportSettings& settings) {
  ExportedFiles files;
  for (const RecordedSession& session : sessions) {
    const std::string subject = "sub-" + subject_label(session.record);
    const std::string number = "ses-" + session_label(session.record);
    const std::string stem = subject + "/" + number + "/beh/" + subject + "_" + number + "_task-" +
                             label_of(session.record.protocol) + "_beh";
    add_file(files, stem + ".tsv", trials_tsv(session.trials));
    add_file(files, stem + ".json", sidecar_json(session.record));
  }
  files["dataset_description.json"] = {description_json(settings), false};
  files["README.md"] = {readme_text(sessions, settings, "BIDS " + std::string(kBidsVersion)), false};
  add_participants(files, sessions, settings);
  return files;
}

}  // namespace tricky
