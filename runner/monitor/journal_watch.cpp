#include "monitor/journal_watch.h"

#include <exception>
#include <utility>

#include "tricky/data/session_journal.h"

namespace tricky::runner {

namespace fs = std::filesystem;

JournalWatch::JournalWatch(fs::path session_folder) : journal_file_(std::move(session_folder) / "journal.jsonl") {}

bool JournalWatch::look() {
  std::error_code error;
  const std::uintmax_t n_bytes = fs::file_size(journal_file_, error);
  if (error || n_bytes == n_bytes_) return false;
  n_bytes_ = n_bytes;
  try {
    const JournalContent journal = read_journal(journal_file_);
    if (journal.events.empty()) return false;
    const Value* last = journal.events.back().find("event");
    progress_ = session_progress(summarise_journal(journal, journal_file_),
                                 last != nullptr && last->if_text() != nullptr ? *last->if_text() : "");
    fault_.clear();
  } catch (const std::exception& fault) {
    fault_ = fault.what();
  }
  return true;
}

}  // namespace tricky::runner
