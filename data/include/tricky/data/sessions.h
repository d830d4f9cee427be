#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/stimulus_list.h"
#include "tricky/data/study_folder.h"
#include "tricky/data/value.h"

namespace tricky {

/// Where a session's responses came from. Groups of different origin are never mixed.
enum class SessionOrigin { observer, pilot, simulated, imported };
std::string_view to_text(SessionOrigin origin);

/// The three shapes a task's responses have.
enum class Task {
  two_choice,      ///< which of two images is easier; response "left" or "right"
  ratings,         ///< questions on one image; response a whole number
  categorisation,  ///< which category an image shows (imported trial tables); response a category
};
std::string_view to_text(Task task);

/// One response (or its absence) to one question of one trial: a row of trials.tsv.
struct TrialRecord {
  int trial = 0;
  Phase phase = Phase::main;
  std::string question;  ///< "easier", or the rating question's name, or "category"
  /// What observers' trials are matched by. For pairs "TRIVIAL_ID+IMPOSSIBLE_ID", whatever the sides.
  std::string item_id;
  std::string left_item_id;                    ///< pairs only
  std::string right_item_id;                   ///< pairs only
  std::string expected;                        ///< the right response; empty for ratings
  std::string response;                        ///< empty: none was given
  Correctness correct = Correctness::missing;  ///< missing where nothing is right or wrong (ratings)
  std::optional<double> response_time_s;
  std::optional<double> onset_s;        ///< since the session's start
  std::optional<double> uncertainty_s;  ///< of the response time
  std::string time_source;              ///< who took the response's time: evdev, xinput, sdl, simulated; empty: unknown
  std::optional<int> dropped_frames;    ///< refreshes that the trial's frames missed; none: not measured
  std::string image_sha256;  ///< of the pixels shown; pairs: left's and right's joined by +; empty: unknown
  std::string difficulty;    ///< trivial, impossible or in-between; pairs: left's and right's joined by +
  TrialKind kind = TrialKind::main;     ///< practice trials are `main` ones too
  std::optional<int> repeat_of;         ///< the main trial shown again; of repeats only
};

struct SessionRecord {
  std::string observer;  ///< "01"
  int session = 1;
  SessionOrigin origin = SessionOrigin::observer;
  Task task = Task::two_choice;
  std::string protocol;         ///< name
  std::string protocol_sha256;  ///< of its file; empty for imports
  std::string list;             ///< name; for imports what the table was called
  std::string list_sha256;
  std::string state;  ///< "finished", "interrupted", "imported"
  Value details;      ///< display, timing, software, provenance: everything else session.json holds
};

/// sessions/sub-01/ses-01_task-PROTOCOL, with "pilot-" and "sim-" in place of "sub-" for what is not data.
std::filesystem::path session_folder(const StudyFolder& study, const SessionRecord& session);

SessionRecord read_session(const std::filesystem::path& session_folder);
void write_session(const std::filesystem::path& session_folder, const SessionRecord& session);

/// trials.tsv and its BIDS description trials.json. Reading refuses what contradicts itself: a question of a trial that
/// stands there twice, `correct` against `response` and `expected`, a negative response time, a repeat of no earlier
/// trial. Tables without `trial_kind` and `repeat_of` hold main trials only.
std::vector<TrialRecord> read_trials(const std::filesystem::path& tsv);
void write_trials(const std::filesystem::path& session_folder, const std::vector<TrialRecord>& trials);
/// The two files' contents.
std::string trials_tsv(const std::vector<TrialRecord>& trials);
Value trials_description();

}  // namespace tricky
