#include "exports/export_parts.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <set>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

std::string cell_of(const Value* value) {
  if (value == nullptr || value->is_null()) return {};
  std::string text = value->if_text() != nullptr ? *value->if_text() : to_json(*value, JsonLayout::one_line);
  // Tables of the tab-separated kind cannot hold these.
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

}  // namespace

std::string label_of(std::string_view text) {
  std::string label;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) label += c;
  }
  if (label.empty()) throw InputError(in_quotes(text) + " has no letter or digit, so the format has no label for it");
  return label;
}

std::string subject_label(const SessionRecord& session) {
  const std::string label = label_of(session.observer);
  if (session.origin == SessionOrigin::pilot) return "pilot" + label;
  if (session.origin == SessionOrigin::simulated) return "sim" + label;
  return label;
}

std::string session_label(const SessionRecord& session) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d", session.session);
  return text;
}

void add_file(ExportedFiles& files, const std::string& path, std::string content) {
  if (!files.emplace(path, ExportedFile{std::move(content), false}).second) {
    throw InputError("two sessions would both become " + path +
                     "; the format keeps only letters and digits of names: export them one by one with --session");
  }
}

std::vector<std::vector<std::string>> trial_cells(const RecordedSession& session) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string& line : split(trials_tsv(session.trials), '\n')) {
    if (!line.empty()) cells.push_back(split(line, '\t'));
  }
  return cells;
}

PersonalTable personal_table(std::span<const RecordedSession> sessions) {
  PersonalTable table;
  for (const RecordedSession& session : sessions) {
    if (session.personal.is_null()) continue;
    for (const auto& [field, value] : *session.personal.if_object()) {
      if (std::find(table.fields.begin(), table.fields.end(), field) == table.fields.end())
        table.fields.push_back(field);
    }
  }
  std::set<std::string> seen;
  for (const RecordedSession& session : sessions) {
    if (!seen.insert(subject_label(session.record)).second) continue;
    PersonalTable::Row row{session.record, {}};
    for (const std::string& field : table.fields) row.cells.push_back(cell_of(session.personal.find(field)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string observers_csv(const PersonalTable& table) {
  std::vector<std::string> columns{"observer", "origin"};
  columns.insert(columns.end(), table.fields.begin(), table.fields.end());
  CsvWriter writer(columns, Separator::comma);
  for (const PersonalTable::Row& row : table.rows) {
    writer.field(std::string_view(row.observer.observer)).field(to_text(row.observer.origin));
    for (const std::string& cell : row.cells) writer.field(std::string_view(cell));
    writer.end_row();
  }
  return writer.text();
}

std::string readme_text(std::span<const RecordedSession> sessions, const ExportSettings& settings,
                        std::string_view format) {
  const Provenance& from = settings.provenance;
  std::string text = "# " + settings.name +
                     "\n\nSessions of observers who judged images, recorded with tricky and exported as " +
                     std::string(format) + ".\nMade by tricky " + from.program_version + " (" + from.git_revision +
                     ") on " + from.time_utc + ". Every number comes from the sessions' journals:\n\n";
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const SessionRecord& session = sessions[i].record;
    text += "- observer " + session.observer + ", session " + session_label(session) + " of " + session.protocol +
            ", " +
            (session.origin == SessionOrigin::observer ? "data" : "not data: " + std::string(to_text(session.origin))) +
            ", " + session.state + "; SHA-256 " + from.inputs[i].sha256 + "\n";
  }
  text += settings.with_personal_data ? "\nPersonal data of the observers are in this export.\n"
                                      : "\nPersonal data of the observers are not in this export.\n";
  return text;
}

Value shared_details(const SessionRecord& session) {
  Value shared = Value::Object{};
  if (session.details.is_null()) return shared;
  for (const auto& [field, value] : *session.details.if_object()) {
    if (field != "command_line" && field != "provenance") shared[field] = value;
  }
  return shared;
}

}  // namespace tricky
