#include "tricky/data/recorded_session.h"

#include <algorithm>

#include "tricky/data/derived_files.h"
#include "tricky/data/errors.h"

namespace tricky {

namespace fs = std::filesystem;

RecordedSession read_recorded_session(const fs::path& session_folder) {
  RecordedSession session;
  session.folder = session_folder;
  const fs::path journal_file = session_folder / "journal.jsonl";
  if (fs::exists(journal_file)) {
    session.source = journal_file;
    const JournalContent content = read_journal(journal_file);
    if (content.events.empty()) {
      throw InputError({journal_file, 0, ""}, "holds no event, so there is nothing to derive");
    }
    JournalSummary summary = summarise_journal(content, journal_file);
    session.record = std::move(summary.record);
    session.trials = std::move(summary.trials);
    session.n_torn_bytes = content.n_torn_bytes;
  } else if (fs::exists(session_folder / "session.json")) {
    session.source = session_folder / "trials.tsv";
    session.record = read_session(session_folder);
    if (session.record.origin != SessionOrigin::imported) {
      throw InputError({session_folder, 0, ""},
                       "has a session.json but no journal.jsonl, from which everything comes; put it back");
    }
    session.trials = read_trials(session.source);
  } else {
    throw InputError({session_folder, 0, ""},
                     "holds no session: expected a journal.jsonl, as in STUDY/sessions/sub-01/ses-01_task-NAME");
  }
  return session;
}

std::vector<fs::path> recorded_session_folders(const StudyFolder& study) {
  std::vector<fs::path> folders = study.session_folders();
  const std::vector<fs::path> cut_off = study.cut_off_session_folders();
  folders.insert(folders.end(), cut_off.begin(), cut_off.end());
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace tricky
