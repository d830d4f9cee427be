#include "exports/export_parts.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>
#include <set>

#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/personal_data.h"
#include "tricky/data/text.h"

namespace tricky {

namespace {

constexpr std::string_view kComment = "comment";
/// Columns that say whose a row is, in any of the formats.
const std::set<std::string, std::less<>> kTaken{"observer", "session",    "origin", "protocol",
                                                "participant_id", "session_id", kComment.data()};

std::string column_of(const std::string& field) { return kTaken.contains(field) ? "answer_" + field : field; }

std::string cell_of(const std::string& text) {
  std::string cell = text;
  std::replace_if(
      cell.begin(), cell.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  const std::size_t first = cell.find_first_not_of(' ');
  if (first != std::string::npos && std::string_view("=+-@\"").find(cell[first]) != std::string_view::npos) {
    cell.insert(0, 1, '\'');
  }
  return cell;
}

/// What was said in this session; nothing where nothing was.
const PersonalData::Entry* entry_of(const PersonalData& said, const SessionRecord& session) {
  for (const PersonalData::Entry& entry : said.entries) {
    if (entry.session == session.session && entry.protocol == session.protocol) return &entry;
  }
  return nullptr;
}

std::map<std::string, std::string> cells_of(const PersonalData::Entry& entry) {
  std::map<std::string, std::string> cells;
  if (!entry.answers.is_null()) {
    for (const auto& [field, answer] : *entry.answers.if_object()) {
      std::string& cell = cells[column_of(field)];
      if (answer.if_integer() != nullptr) cell = std::to_string(*answer.if_integer());
      if (answer.if_text() != nullptr) cell = cell_of(*answer.if_text());
    }
  }
  if (!entry.comment.empty()) cells[std::string(kComment)] = cell_of(entry.comment);
  return cells;
}

/// Messages of faults may name folders of the lab's computer.
void leave_out_folders(Value& details) {
  const auto shorten = [](Value& reason) {
    if (reason.if_text() != nullptr && reason.if_text()->starts_with("error: ")) reason = "error";
  };
  if (details.find("interrupted_by") != nullptr) shorten(details["interrupted_by"]);
  if (const Value* gaps = details.find("gaps"); gaps != nullptr && gaps->if_array() != nullptr) {
    Value shared = Value::Array{};
    for (Value gap : *gaps->if_array()) {
      if (gap.find("reason") != nullptr) shorten(gap["reason"]);
      shared.push_back(std::move(gap));
    }
    details["gaps"] = std::move(shared);
  }
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
  std::vector<std::map<std::string, std::string>> said;
  for (const RecordedSession& session : sessions) {
    const PersonalData data = read_personal_data(personal_data_file(session.folder));
    const PersonalData::Entry* entry = entry_of(data, session.record);
    if (entry == nullptr) continue;
    table.rows.push_back({session.record, {}});
    said.push_back(cells_of(*entry));
    if (entry->answers.is_null()) continue;
    for (const auto& [field, answer] : *entry->answers.if_object()) {
      const std::string column = column_of(field);
      if (std::find(table.fields.begin(), table.fields.end(), column) == table.fields.end()) {
        table.fields.push_back(column);
      }
    }
  }
  if (std::any_of(said.begin(), said.end(), [](const auto& cells) { return cells.contains(std::string(kComment)); })) {
    table.fields.emplace_back(kComment);
  }
  for (std::size_t i = 0; i < said.size(); ++i) {
    for (const std::string& field : table.fields) table.rows[i].cells.push_back(said[i][field]);
  }
  return table;
}

std::string observers_csv(const PersonalTable& table) {
  std::vector<std::string> columns{"observer", "session", "origin", "protocol"};
  columns.insert(columns.end(), table.fields.begin(), table.fields.end());
  CsvWriter writer(columns, Separator::comma);
  for (const PersonalTable::Row& row : table.rows) {
    writer.field(std::string_view(row.session.observer)).field(row.session.session);
    writer.field(to_text(row.session.origin)).field(std::string_view(row.session.protocol));
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
    if (field != "command_line" && field != "provenance" && field != "timing_note") shared[field] = value;
  }
  leave_out_folders(shared);
  return shared;
}

}  // namespace tricky
