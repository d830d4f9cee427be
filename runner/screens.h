#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "entry_form.h"
#include "rating_form.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

// What stands on the screen, one small record a screen. Views and pointers belong to the session and outlive the call
// of Display::show, and the redraws that follow it.

/// A page of text. A click anywhere on the foot line counts as its key.
struct TextScreen {
  std::string_view title;
  std::string_view text;
  std::string_view hint;  ///< at the foot: what to do next
  int opens_in_s = 0;     ///< the page cannot be left before; stands at the foot in place of the hint
  std::optional<std::size_t> image = std::nullopt;  ///< below the text; index into the session's page images
};

/// Some questions about the observer, their consent, or their remarks.
struct FormScreen {
  std::string_view title;
  std::string_view text;
  std::string_view hint;
  const EntryForm* form = nullptr;
};

/// A cross in the middle, where the eyes shall be.
struct FixationScreen {};

/// Nothing at all.
struct BlankScreen {};

/// Where a trial is in the session: "Practice", 3, "of 149".
struct TrialNumber {
  Phase phase = Phase::main;
  int trial = 1;
  int n_trials = 1;
};

/// Two images on the same rows, their labels above, the number at the left, the question below.
struct PairScreen {
  TrialNumber number;
  std::size_t left_image = 0;  ///< index into the session's images
  std::size_t right_image = 0;
  const protocols::TwoChoiceTask* task = nullptr;
  /// Of a catch trial: stands framed in place of the question.
  struct Told {
    Position side = Position::left;
    std::string_view text;
  };
  std::optional<Told> told;
  bool images_shown = true;  ///< false: their time is over, their places are blank
  int showing = 0;           ///< how often this observer has seen them before
  struct Feedback {
    Position easier = Position::left;
    bool right = false;
  };
  std::optional<Feedback> feedback;  ///< after a practice response
  std::optional<Position> chosen = std::nullopt;  ///< marked on its label; in replays only
};

/// One image, the number at the left, the questions.
struct RatingsScreen {
  TrialNumber number;
  std::size_t image = 0;
  const RatingForm* form = nullptr;
  bool images_shown = true;
  int showing = 0;
};

/// Single pixels, black and white in turn, all over, and what the experimenter should see of them. The session's first
/// image is the board.
struct CheckerboardScreen {
  std::string_view text;
  std::string_view hint;
};

/// "Leave the session?"
struct LeaveScreen {};

/// A screen of a recorded session as it was, and a band at the lower edge that says so.
struct ReplayScreen {
  using Shown = std::variant<BlankScreen, FixationScreen, PairScreen, RatingsScreen>;
  Shown shown;
  std::string_view status;  ///< "replay, trial 12 of 149, chose L after 1.234 s"
  bool paused = false;
};
inline constexpr std::string_view kReplayKeys = "Space: pause     ← →: trial     Esc: leave";
inline constexpr std::string_view kReplayPausedKeys = "paused     Space: play     ← →: trial     Esc: leave";

using Screen = std::variant<TextScreen, FormScreen, FixationScreen, BlankScreen, PairScreen, RatingsScreen, LeaveScreen,
                            CheckerboardScreen, ReplayScreen>;

}  // namespace tricky::runner
