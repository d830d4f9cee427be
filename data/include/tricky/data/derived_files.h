#pragma once

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
  std::string last_utc;  ///< the latest date and time that an event carries
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
