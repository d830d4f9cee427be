#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tricky::protocols {

// What a protocol may ask of a session beyond its task: one record a table of the TOML file. Each record as it is made
// here means that the table is absent: the session is self-paced, practice comes once, nothing is repeated.

/// [timing]: how long things last, in seconds. 0: no fixation and no interval; a stimulus that stays until the response;
/// no smallest and no largest response time; feedback until the observer goes on.
struct Timing {
  double fixation_s = 0.0;        ///< a cross before each stimulus
  double stimulus_s = 0.0;        ///< from onset; then the image's place is blank, and the response still possible
  double min_response_s = 0.0;    ///< from onset; what comes earlier is too fast
  double max_response_s = 0.0;    ///< from onset; then the trial is over, without a response
  double inter_trial_s = 0.0;     ///< a blank screen before each trial but the first
  double feedback_s = 0.0;
  enum class TooFast { ignore, mark };
  TooFast too_fast = TooFast::ignore;  ///< the press does nothing, or counts and is marked in the journal
  enum class Respond { any_time, after_stimulus };
  Respond respond = Respond::any_time;  ///< after_stimulus: presses while the stimulus stands there do nothing
  bool operator==(const Timing&) const = default;
};

/// [practice]: all practice trials again until the share of right ones reaches the criterion, at most `max_rounds` times
/// in all. Missing it, the observer goes on to the main trials, and the session says so.
struct Practice {
  double criterion = 0.0;  ///< 0: one round, whatever comes of it
  int max_rounds = 1;
};

/// [breaks]: a page before every `every`-th main trial, which cannot be left before `min_s`.
struct Breaks {
  int every = 0;  ///< 0: none
  double min_s = 0.0;
  std::string text;
};

/// [repeats]: so many main trials are shown again, hidden among the later ones.
struct Repeats {
  int n = 0;
  int min_distance = 1;  ///< trials from the first showing to the second, at least
  enum class Sides { same, swapped, random };
  Sides sides = Sides::same;  ///< of pairs
};

/// [triggers]: the byte sent over a serial port at each event, for recording devices. 0: none.
struct Triggers {
  int session_start = 0;   ///< before the first screen, also of a session that goes on
  int session_end = 0;     ///< whatever the end
  int onset = 0;           ///< the stimulus has become visible
  int onset_practice = 0;  ///< of practice trials; 0: the same as `onset`
  int stimulus_off = 0;    ///< its time is over and its place is blank
  int response = 0;        ///< a response that has no code of its own; for ratings the confirmation
  int response_left = 0;   ///< pairs only
  int response_right = 0;
  int no_response = 0;  ///< the largest response time is over
  int break_begin = 0;  ///< the field "break"
  int break_over = 0;
  int pulse_ms = 0;  ///< so long after a code a 0 is sent; 0: the code stays
  /// Ratings only: a question's name and the code of each of its answers, sent whenever that answer is given; for counts
  /// one code for all numbers.
  std::vector<std::pair<std::string, std::vector<int>>> answers;
  /// Whether anything is to be sent at all.
  bool any() const;
};

/// [catch]: what observers are told in the catch trials of a list of pairs. Absent: empty texts, no such list.
struct CatchTexts {
  std::string left;   ///< to choose the left image, in place of the question
  std::string right;
  std::string instructions;  ///< a page after the others, shown where the list has catch trials; empty: none
};

/// One question of the observer's form, [[form]]. Answers go to observer.json, never to the journal.
struct FormField {
  enum class Kind { text, number, choice };
  std::string name;   ///< in observer.json
  std::string label;  ///< as shown
  Kind kind = Kind::text;
  int smallest = 0;  ///< numbers only
  int largest = 999;
  std::vector<std::string> answers;  ///< choices only
  bool may_decline = true;           ///< an empty field, or one more answer, says "prefer not to say"
};

}  // namespace tricky::protocols
