#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "input.h"
#include "tricky/protocols/protocol.h"

namespace tricky::runner {

/// Something on screen that the mouse can press.
struct Target {
  enum class Kind { answer, less, more, confirm, next, field };
  Kind kind = Kind::next;
  int question = 0;
  int answer = 0;
  bool operator==(const Target&) const = default;
};

/// The state of one ratings trial while it is being answered. Keyboard alone or mouse alone is enough:
///   choice  digit n gives the n-th answer and goes to the next question; left and right change it
///   count   digits write a number (anew after coming back), backspace takes one away; plus, minus, left, right count
///   up, down, tab  go from question to question
///   enter, or the button  confirms when all are answered, else goes to the first question that is not
class RatingForm {
 public:
  struct Answer {
    std::optional<int> value;
    std::int64_t changed_ns = 0;  ///< when it was given last
    std::int64_t uncertainty_ns = 0;
    TimeSource source = TimeSource::simulated;
    int n_changes = 0;  ///< how often it took another value after the first
  };
  enum class Effect { none, changed, confirmed };

  /// `questions` must outlive the form.
  explicit RatingForm(const std::vector<protocols::RatingQuestion>& questions);

  Effect press(Key key, const InputEvent& event);
  Effect press(const Target& target, const InputEvent& event);

  const std::vector<protocols::RatingQuestion>& questions() const { return *questions_; }
  const std::vector<Answer>& answers() const { return answers_; }
  std::size_t focus() const { return focus_; }
  bool complete() const;

 private:
  Effect set(std::size_t question, std::optional<int> value, const InputEvent& event);
  Effect step(std::size_t question, int by, const InputEvent& event);
  Effect type_digit(int digit, const InputEvent& event);
  Effect move_focus(std::size_t to);
  Effect confirm();

  const std::vector<protocols::RatingQuestion>* questions_;
  std::vector<Answer> answers_;
  std::size_t focus_ = 0;
  bool digits_begin_anew_ = true;  ///< the next digit replaces the number instead of lengthening it
};

}  // namespace tricky::runner
