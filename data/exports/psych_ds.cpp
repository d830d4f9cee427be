#include "exports/export_parts.h"
#include "tricky/data/csv.h"

namespace tricky {

namespace {

/// Columns that say whose a row is; the file's name says it too, but tables get merged.
const std::vector<std::string> kWhose{"observer", "session", "origin", "protocol"};

std::string data_csv(const RecordedSession& session) {
  const auto cells = trial_cells(session);
  std::vector<std::string> columns = kWhose;
  columns.insert(columns.end(), cells.front().begin(), cells.front().end());
  CsvWriter writer(columns, Separator::comma);
  for (std::size_t row = 1; row < cells.size(); ++row) {
    writer.field(std::string_view(session.record.observer)).field(session.record.session);
    writer.field(to_text(session.record.origin)).field(std::string_view(session.record.protocol));
    for (const std::string& cell : cells[row])
      writer.field(cell == "n/a" ? std::string_view() : std::string_view(cell));
    writer.end_row();
  }
  return writer.text();
}

Value variable(std::string_view name, std::string_view description, std::string_view units = {}) {
  Value value;
  value["@type"] = "PropertyValue";
  value["name"] = name;
  value["description"] = description;
  if (!units.empty()) value["unitText"] = units;
  return value;
}

}  // namespace

ExportedFiles psych_ds_files(std::span<const RecordedSession> sessions, const ExportSettings& settings) {
  ExportedFiles files;
  for (const RecordedSession& session : sessions) {
    add_file(files,
             "data/subject-" + subject_label(session.record) + "_session-" + session_label(session.record) + "_task-" +
                 label_of(session.record.protocol) + "_data.csv",
             data_csv(session));
  }
  Value variables = Value::Array{};
  variables.push_back(variable("observer", "The observer's code"));
  variables.push_back(variable("session", "Which session of this observer"));
  variables.push_back(variable("origin", "observer or imported: data; pilot or simulated: not data"));
  variables.push_back(variable("protocol", "What the observer was asked"));
  const Value trial_columns = trials_description();
  for (const auto& [column, meaning] : *trial_columns.if_object()) {
    const Value* units = meaning.find("Units");
    variables.push_back(
        variable(column, *meaning.find("Description")->if_text(), units == nullptr ? "" : *units->if_text()));
  }
  if (settings.with_personal_data) {
    const PersonalTable table = personal_table(sessions);
    files["data/study-" + label_of(settings.name) + "_description-observers_data.csv"] = {observers_csv(table), true};
    for (const std::string& field : table.fields) {
      variables.push_back(variable(field, "What the observer answered before or after the trials"));
    }
  }
  Value description;
  description["@context"] = "https://schema.org/";
  description["@type"] = "Dataset";
  description["name"] = settings.name;
  description["description"] = "Observers' judgements of images, one row a response; recorded and exported by tricky " +
                               settings.provenance.program_version;
  description["variableMeasured"] = std::move(variables);
  files["dataset_description.json"] = {to_json(description, JsonLayout::indented), false};
  files["README.md"] = {readme_text(sessions, settings, "Psych-DS"), false};
  return files;
}

}  // namespace tricky
