#include "exports/export_parts.h"
#include "tricky/data/csv.h"

namespace tricky {

namespace {

const std::vector<std::string> kWhose{"observer", "session", "origin", "protocol", "list"};

void put_whose(CsvWriter& writer, const SessionRecord& session) {
  writer.field(std::string_view(session.observer)).field(session.session).field(to_text(session.origin));
  writer.field(std::string_view(session.protocol)).field(std::string_view(session.list));
}

std::string trials_csv(std::span<const RecordedSession> sessions) {
  std::vector<std::string> columns = kWhose;
  const auto header = trial_cells(RecordedSession{});
  columns.insert(columns.end(), header.front().begin(), header.front().end());
  CsvWriter writer(columns, Separator::comma);
  for (const RecordedSession& session : sessions) {
    const auto cells = trial_cells(session);
    for (std::size_t row = 1; row < cells.size(); ++row) {
      put_whose(writer, session.record);
      for (const std::string& cell : cells[row]) {
        writer.field(cell == "n/a" ? std::string_view() : std::string_view(cell));
      }
      writer.end_row();
    }
  }
  return writer.text();
}

std::string sessions_csv(std::span<const RecordedSession> sessions) {
  std::vector<std::string> columns = kWhose;
  for (const char* name : {"task", "state", "n_responses", "protocol_sha256", "list_sha256", "details"}) {
    columns.emplace_back(name);
  }
  CsvWriter writer(columns, Separator::comma);
  for (const RecordedSession& session : sessions) {
    const SessionRecord& record = session.record;
    put_whose(writer, record);
    writer.field(to_text(record.task)).field(std::string_view(record.state)).field(session.trials.size());
    writer.field(std::string_view(record.protocol_sha256)).field(std::string_view(record.list_sha256));
    writer.field(std::string_view(to_json(shared_details(record), JsonLayout::one_line)));
    writer.end_row();
  }
  return writer.text();
}

}  // namespace

ExportedFiles csv_files(std::span<const RecordedSession> sessions, const ExportSettings& settings) {
  ExportedFiles files;
  files["trials.csv"] = {trials_csv(sessions), false};
  files["trials.json"] = {to_json(trials_description(), JsonLayout::indented), false};
  files["sessions.csv"] = {sessions_csv(sessions), false};
  files["README.md"] = {readme_text(sessions, settings, "CSV"), false};
  if (settings.with_personal_data) files["observers.csv"] = {observers_csv(personal_table(sessions)), true};
  return files;
}

}  // namespace tricky
