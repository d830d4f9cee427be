#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tricky/data/sessions.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/keys.h"
#include "tricky/protocols/session_settings.h"

namespace tricky::protocols {

/// Two images side by side; one key press says which is the easier one.
struct TwoChoiceTask {
  std::string question;
  std::string left_label;  ///< stands above the left image
  std::string right_label;
  std::vector<Key> left_keys;
  std::vector<Key> right_keys;
  std::string keys_hint;          ///< tells the observer the keys; at the foot of the screen
  bool practice_feedback = true;  ///< a green frame round the easier image after each practice response
};

/// One question on an image. The response recorded is a whole number: the count, or the answer's place, from 0.
struct RatingQuestion {
  enum class Kind { count, choice };
  std::string name;  ///< as in trials.tsv
  std::string text;  ///< as shown
  Kind kind = Kind::choice;
  int smallest = 0;  ///< counts only
  int largest = 99;
  std::vector<std::string> answers;   ///< choices only; at most 9, so that a digit key picks each
  bool rises_with_difficulty = true;  ///< which way the answers of a simulated rater go
};

/// One image, some questions; answers can be changed until they are confirmed together.
struct RatingsTask {
  std::vector<RatingQuestion> questions;
};

/// Whether main trials come as the list has them (the same for all observers), shuffled anew for each observer, or as
/// another session had them, repeats and their sides included.
enum class TrialOrder { list, per_observer, yoked };

/// A page of instructions.
struct Page {
  std::string text;   ///< paragraphs are set apart by an empty line
  std::string image;  ///< a PNG or JPEG file below the study folder, shown under the text; empty: none
};

/// What tricky itself says on screen. English unless the protocol says otherwise.
struct ScreenTexts {
  std::string next;  ///< foot of a page that can be left forwards only
  std::string next_or_back;
  std::string practice;  ///< above the number of a practice trial
  std::string trial_of;  ///< below the trial number; {n} is the number of trials
  std::string feedback_right;
  std::string feedback_wrong;
  std::string feedback_next;
  std::string confirm;  ///< on the button that ends a ratings trial
  std::string ratings_hint;
  std::string answer_all;  ///< in its place while an answer is missing
  std::string leave_title;
  std::string leave_text;
  std::string leave_hint;
  std::string thanks_hint;
  std::string practice_again;  ///< page before another round of practice
  std::string consent_yes;
  std::string consent_no;
  std::string consent_hint;
  std::string declined;    ///< last page for whoever said no
  std::string form_title;
  std::string form_text;
  std::string form_hint;
  std::string prefer_not;  ///< an answer, and what stands in an empty field
  std::string comment_title;
  std::string comment_hint;
  std::string break_wait;      ///< foot of a break that cannot be left yet; {s} is the number of seconds
};

/// What a session shows and asks: protocols/NAME.toml. Whatever observers read stands in the file verbatim.
struct Protocol {
  std::string name;
  std::string title;
  std::string language;  ///< "en"; recorded, and decides whether [texts] may be left out
  TrialOrder order = TrialOrder::list;
  std::vector<Page> instructions;
  std::string practice_done;              ///< page between practice and main trials
  std::string thanks;                     ///< last page
  ScreenTexts texts;
  Timing timing;
  Practice practice;
  Breaks breaks;
  Repeats repeats;
  Triggers triggers;
  CatchTexts catch_texts;
  int enlarge = 1;            ///< side of the square of screen pixels that shows one image pixel
  std::string consent;          ///< page before all others, answered by an explicit yes or no; empty: none
  std::vector<FormField> form;  ///< asked before the instructions; empty: none
  std::string comment;          ///< asked at the end, answered in one's own words; empty: not asked
  bool progress_bar = false;  ///< a thin one at the upper edge, over all main trials
  std::variant<TwoChoiceTask, RatingsTask> task;
  std::string sha256;  ///< of the file
};

Task task_of(const Protocol& protocol);
/// The kind of list a task shows: pairs for two_choice, ratings for ratings.
StimulusList::Kind list_kind_of(Task task);

/// One field of a task's table in the protocol, or one column of what the task records.
struct Described {
  std::string_view name;
  std::string_view meaning;
};

/// What a task takes and what it records, said once: reading, messages and `tricky session --help` all use this.
struct TaskDescription {
  Task task;
  std::string_view summary;
  std::vector<Described> parameters;
  std::vector<Described> columns;  ///< the columns of trials.tsv that this task fills
};
std::vector<TaskDescription> task_descriptions();

/// What each response to each question means: {"main_category": {"0": "No", …}}. session.json carries it.
Value response_meanings(const Protocol& protocol);

/// Every text the observer may see, for checking that a font has all of it.
std::vector<std::string> shown_texts(const Protocol& protocol);

/// Reads and checks a protocol. Throws InputError with file, line and field: unknown fields, keys that do not exist,
/// are reserved (escape) or mean both sides, questions of the same name, text that is not there.
Protocol read_protocol(const std::filesystem::path& file);

}  // namespace tricky::protocols
