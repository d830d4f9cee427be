#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "clock.h"
#include "session_plan.h"
#include "tricky/data/derived_files.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/session_journal.h"

namespace tricky::runner {

/// `on_another_day`: also a session that stopped on an earlier day (or a later one, by a clock that was wrong).
enum class Resume { no, yes, on_another_day };

/// Thrown where the session was interrupted and goes on only when `way_on` says so. The message names the sensible choices;
/// `question` is for where somebody can answer it with yes or no.
class Unfinished : public InputError {
 public:
  Unfinished(const SourcePlace& place, const std::string& message, std::string asked, Resume way)
      : InputError(place, message), question(std::move(asked)), way_on(way) {}
  std::string question;
  Resume way_on;
};

/// The day, in local time, on which the session was last at work as far as its journal says: "2026-11-24"; empty when
/// that is today.
std::string stopped_on_another_day(const JournalSummary& before);

/// A session's folder, held for this process alone, from order.csv to the journal. Never overwrites a journal.
///
/// The constructor refuses (InputError, saying what can be done): a folder that another process holds, a session that
/// is finished, one that was interrupted unless `resume` says to go on, or says so for another day where it is one, one that began with another protocol, list, order or
/// simulated observer, `resume` where nothing is to be resumed, and a folder with files of unknown origin. An
/// interrupted session that is refused gets its derived files, should the interruption have left none.
class SessionStore {
 public:
  SessionStore(std::filesystem::path folder, const SessionPlan& plan, Resume resume);
  /// Takes away what a session left that never got to its first event (no window could be opened, say).
  ~SessionStore();
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  SessionJournal& journal() { return *journal_; }
  /// Whether an event of this kind came before this process began.
  bool had(std::string_view event) const;
  /// Whether a trial had its response (or its time was over) before this process began.
  bool answered(const Trial& trial) const;
  bool answered_phase(Phase phase) const;
  /// Whether that response was right; false where nothing is.
  bool was_right(const Trial& trial) const;
  bool resumed() const { return resumed_; }
  /// How long a session that goes on lay still, by the clock that says more. Nothing where one of them runs backwards:
  /// the computer was started anew, or its clock set back.
  std::optional<double> pause_s(Clock& clock) const;
  const std::string& order_sha256() const { return order_sha256_; }

 private:
  void begin(const std::string& order);
  void go_on(const SessionPlan& plan, const JournalSummary& before);

  std::filesystem::path folder_;
  FolderLock lock_;
  std::optional<SessionJournal> journal_;
  JournalSummary before_;  ///< of a session that goes on
  bool resumed_ = false;
  std::string order_sha256_;
};

}  // namespace tricky::runner
