#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/sessions.h"
#include "tricky/data/study_folder.h"

namespace tricky {

/// A session as its journal alone tells it; an imported one, which has no journal, as session.json and trials.tsv do.
struct RecordedSession {
  std::filesystem::path folder;
  std::filesystem::path source;  ///< journal.jsonl or trials.tsv
  SessionRecord record;
  std::vector<TrialRecord> trials;
  std::size_t n_torn_bytes = 0;  ///< of an unfinished last line, which is left out
};

/// Reads, and changes nothing. Throws InputError for a folder that holds no session, a journal without an event, and
/// files that are broken.
RecordedSession read_recorded_session(const std::filesystem::path& session_folder);

/// Every folder of the study's sessions/ that holds a session, sorted.
std::vector<std::filesystem::path> recorded_session_folders(const StudyFolder& study);

}  // namespace tricky
