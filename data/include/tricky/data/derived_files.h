#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tricky/data/session_journal.h"
#include "tricky/data/sessions.h"

namespace tricky {

/// What a journal says, put together.
struct JournalSummary {
  SessionRecord record;                         ///< with state and details, as session.json has them
  std::vector<TrialRecord> trials;              ///< as trials.tsv has them, in the order of responding
  std::vector<std::pair<Phase, int>> answered;  ///< trials with a response
  std::string order_sha256;
  std::string simulate;
  /// When the session was last at work, as far as the journal tells: the date and time that an event carries, and how
  /// long after it the session's clock was read last; the same by both clocks.
  std::string last_utc;
  double after_last_utc_s = 0.0;
  double last_wall_s = 0.0;
  std::int64_t last_t_ns = 0;
  bool finished = false;
  bool declined = false;            ///< the observer did not consent
  std::vector<std::string> events;  ///< kinds of events that there were, each once
  int n_too_fast = 0;  ///< responses that the protocol calls so and counts
};

/// Throws InputError with the journal's line when an event lacks something, or a trial was answered twice. `content`
/// must hold at least one event.
JournalSummary summarise_journal(const JournalContent& content, const std::filesystem::path& journal_file);

/// trials.tsv, trials.json and session.json, from journal.jsonl alone.
JournalSummary write_derived_files(const std::filesystem::path& session_folder);

}  // namespace tricky
