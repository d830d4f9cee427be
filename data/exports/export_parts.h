#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exports/exports.h"

namespace tricky {

// What several formats need.

/// The letters and digits of a text, which is all that BIDS and Psych-DS allow in a label. Throws InputError when none
/// is left.
std::string label_of(std::string_view text);
/// "01"; "pilot01" and "sim01" for what is not data, so that no folder can be mistaken for an observer's.
std::string subject_label(const SessionRecord& session);
/// "01"
std::string session_label(const SessionRecord& session);

/// Adds a file; throws InputError when two sessions would share its name.
void add_file(ExportedFiles& files, const std::string& path, std::string content);

/// A session's trials.tsv cell by cell, the header first; "n/a" where there is nothing.
std::vector<std::vector<std::string>> trial_cells(const RecordedSession& session);

/// What observers said, from their observer.json, which nothing else here opens: a row a session that was exported and
/// said something, a column an answer that any of them gave, `comment` last.
struct PersonalTable {
  std::vector<std::string> fields;
  struct Row {
    SessionRecord session;
    /// Empty: not asked, or not said. Line breaks and tabs became spaces; a text that begins with = + - @ or " has a '
    /// before it, so that spreadsheet programs take it for a text.
    std::vector<std::string> cells;
  };
  std::vector<Row> rows;
};
PersonalTable personal_table(std::span<const RecordedSession> sessions);
/// Columns observer, session, origin, protocol, and one a field.
std::string observers_csv(const PersonalTable& table);

/// What was exported from what, by whom, for a README.
std::string readme_text(std::span<const RecordedSession> sessions, const ExportSettings& settings,
                        std::string_view format);

/// session.json's content as an export may hold it: without the command line, which names folders of the lab's
/// computer.
Value shared_details(const SessionRecord& session);

}  // namespace tricky
