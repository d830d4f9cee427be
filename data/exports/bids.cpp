#include <algorithm>
#include <array>
#include <set>

#include "exports/export_parts.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"

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

/// Answers that BIDS looks for among the participants; all others are in phenotype/.
constexpr std::array<std::string_view, 3> kOfParticipants{"age", "sex", "handedness"};

/// The first answer that this participant gave.
std::string_view first_answer(const PersonalTable& table, const std::string& participant, std::size_t field) {
  for (const PersonalTable::Row& row : table.rows) {
    if (subject_label(row.session) == participant && !row.cells[field].empty()) return row.cells[field];
  }
  return kNone;
}

void add_participants(ExportedFiles& files, std::span<const RecordedSession> sessions, const PersonalTable& table) {
  std::vector<std::string> columns{"participant_id", "origin"};
  std::vector<std::size_t> fields;
  for (const std::string_view name : kOfParticipants) {
    const auto field = std::find(table.fields.begin(), table.fields.end(), name);
    if (field == table.fields.end()) continue;
    columns.emplace_back(name);
    fields.push_back(static_cast<std::size_t>(field - table.fields.begin()));
  }
  CsvWriter writer(columns, Separator::tab);
  std::set<std::string> seen;
  for (const RecordedSession& session : sessions) {
    const std::string participant = subject_label(session.record);
    if (!seen.insert(participant).second) continue;
    writer.field(std::string_view("sub-" + participant)).field(to_text(session.record.origin));
    for (const std::size_t field : fields) writer.field(first_answer(table, participant, field));
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
    meanings[columns[i]]["Description"] = "What the observer answered when asked first";
  }
  files["participants.tsv"] = {writer.text(), !fields.empty()};
  files["participants.json"] = {to_json(meanings, JsonLayout::indented), false};
}

/// phenotype/LABEL.tsv: all that observers said in the sessions of one protocol.
void add_phenotypes(ExportedFiles& files, const PersonalTable& table) {
  std::set<std::string> protocols;
  for (const PersonalTable::Row& row : table.rows) protocols.insert(row.session.protocol);
  for (const std::string& protocol : protocols) {
    std::vector<std::string> columns{"participant_id", "session_id"};
    columns.insert(columns.end(), table.fields.begin(), table.fields.end());
    CsvWriter writer(columns, Separator::tab);
    for (const PersonalTable::Row& row : table.rows) {
      if (row.session.protocol != protocol) continue;
      writer.field(std::string_view("sub-" + subject_label(row.session)));
      writer.field(std::string_view("ses-" + session_label(row.session)));
      for (const std::string& cell : row.cells) writer.field(cell.empty() ? kNone : std::string_view(cell));
      writer.end_row();
    }
    Value meanings;
    meanings["MeasurementToolMetadata"]["Description"] = "What " + protocol + " asked observers before and after its trials";
    for (const std::string& field : table.fields) meanings[field]["Description"] = "What the observer answered";
    const std::string stem = "phenotype/" + label_of(protocol);
    if (files.contains(stem + ".tsv")) {
      throw InputError("two protocols would both become " + stem + ".tsv; export them one by one with --session");
    }
    files[stem + ".tsv"] = {writer.text(), true};
    files[stem + ".json"] = {to_json(meanings, JsonLayout::indented), false};
  }
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
  const PersonalTable table = settings.with_personal_data ? personal_table(sessions) : PersonalTable{};
  add_participants(files, sessions, table);
  add_phenotypes(files, table);
  return files;
}

}  // namespace tricky
