#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "monitor/session_progress.h"

namespace tricky::runner {

/// Follows a session from outside by reading its journal, which is never locked or written. A line that is being
/// appended is left for the next look.
class JournalWatch {
 public:
  explicit JournalWatch(std::filesystem::path session_folder);

  /// Reads the journal when it has grown; true when there is something else to see than before.
  bool look();
  /// Nothing until the session's first event.
  const std::optional<SessionProgress>& progress() const { return progress_; }
  /// What keeps the journal from being read; empty when nothing does.
  const std::string& fault() const { return fault_; }

 private:
  std::filesystem::path journal_file_;
  std::uintmax_t n_bytes_ = 0;
  std::optional<SessionProgress> progress_;
  std::string fault_;
};

}  // namespace tricky::runner
