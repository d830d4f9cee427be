#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "screens.h"
#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/value.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// One trial as it was: what stood on the screen, what was answered and when.
struct ReplayedTrial {
  TrialNumber number;
  int trial = 1;  ///< as in trials.tsv; further rounds of practice count on
  TrialKind kind = TrialKind::main;
  std::vector<std::string> item_ids;  ///< left and right, or the only one
  std::vector<std::size_t> images;    ///< of each, its index into SessionReplay::shown
  std::string expected;               ///< pairs: "left" or "right"
  struct Answer {
    std::string question;
    std::string response;                  ///< as recorded; empty: none came in time
    std::optional<std::int64_t> after_ns;  ///< onset; of ratings when it was given last
  };
  std::vector<Answer> answers;
  std::optional<std::int64_t> blank_after_ns;  ///< when the stimulus had gone; nothing: it stayed
};

/// A recorded session, ready to be shown again.
struct SessionReplay {
  SessionRecord record;
  protocols::Protocol protocol;
  std::filesystem::path protocol_file;
  bool other_words = false;  ///< the protocol is not the version that the session was run with
  std::filesystem::path list_file;
  StimulusList shown;  ///< the images shown, each once, with the digests of the pixels recorded
  std::vector<ReplayedTrial> trials;  ///< in the order in which they were answered

  /// The place of the main trial of this number, or of the nearest after it. Throws InputError when there is none.
  std::size_t place_of_main_trial(int number) const;
};

/// Reads a session's journal, and from its study (`study`; empty: the one it lies in) the protocol and where the images
/// are. Writes nothing and locks nothing. `protocol` (a file or a name in the study's protocols/) overrides the version
/// recorded. Throws InputError when the folder is no session of a study, when nothing was answered, when the study's
/// protocol is another version than the one recorded and none was named, or when the list lacks an image.
SessionReplay read_replay(const std::filesystem::path& session_folder, const std::filesystem::path& study,
                          const std::string& protocol);

/// "chose L after 1.234 s", "count: 12 after 2.100 s, unusual: 1 after 3.400 s", "no response".
std::string told_answers(const SessionReplay& replay, const ReplayedTrial& trial);

/// The session and all its trials, a line each; the same for scripts.
std::string replay_as_text(const SessionReplay& replay, std::size_t first);
Value replay_as_value(const SessionReplay& replay, std::size_t first);

}  // namespace tricky::runner
