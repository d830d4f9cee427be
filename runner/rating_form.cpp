#include "rating_form.h"

#include <algorithm>

#include "tricky/data/errors.h"

namespace tricky::runner {

using protocols::RatingQuestion;

RatingForm::RatingForm(const std::vector<RatingQuestion>& questions)
    : questions_(&questions), answers_(questions.size()) {
  TRICKY_ASSERT(!questions.empty());
}

bool RatingForm::complete() const {
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const RatingQuestion& question = (*questions_)[i];
    if (!answers_[i].value || *answers_[i].value < question.smallest) return false;
  }
  return true;
}

RatingForm::Effect RatingForm::set(std::size_t question, std::optional<int> value, const InputEvent& event) {
  Answer& answer = answers_[question];
  const bool moved = move_focus(question) == Effect::changed;
  if (answer.value == value) return moved ? Effect::changed : Effect::none;
  if (answer.changed_ns != 0) ++answer.n_changes;
  answer.value = value;
  answer.changed_ns = event.t_ns;
  answer.uncertainty_ns = event.uncertainty_ns;
  answer.source = event.source;
  return Effect::changed;
}

RatingForm::Effect RatingForm::step(std::size_t question, int by, const InputEvent& event) {
  const RatingQuestion& asked = (*questions_)[question];
  const std::optional<int>& now = answers_[question].value;
  // The first step gives the end of the scale that it points away from.
  const int begin = by > 0 || asked.kind == RatingQuestion::Kind::count ? asked.smallest : asked.largest;
  return set(question, now ? std::clamp(*now + by, asked.smallest, asked.largest) : begin, event);
}

RatingForm::Effect RatingForm::type_digit(int digit, const InputEvent& event) {
  const RatingQuestion& asked = (*questions_)[focus_];
  if (asked.kind == RatingQuestion::Kind::choice) {
    if (digit < 1 || digit > static_cast<int>(asked.answers.size())) return Effect::none;
    const Effect effect = set(focus_, digit - 1, event);
    const Effect moved = focus_ + 1 < answers_.size() ? move_focus(focus_ + 1) : Effect::none;
    return effect == Effect::changed ? effect : moved;
  }
  const std::optional<int>& now = answers_[focus_].value;
  const int longer = now && !digits_begin_anew_ ? *now * 10 + digit : digit;
  digits_begin_anew_ = false;
  // A number that would be too large begins anew: typing over is how people correct themselves.
  if (longer <= asked.largest) return set(focus_, longer, event);
  return digit <= asked.largest ? set(focus_, digit, event) : Effect::none;
}

RatingForm::Effect RatingForm::move_focus(std::size_t to) {
  if (to == focus_) return Effect::none;
  focus_ = to;
  digits_begin_anew_ = true;
  return Effect::changed;
}

RatingForm::Effect RatingForm::confirm() {
  if (complete()) return Effect::confirmed;
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    if (!answers_[i].value || *answers_[i].value < (*questions_)[i].smallest) return move_focus(i);
  }
  return Effect::none;
}

RatingForm::Effect RatingForm::press(Key key, const InputEvent& event) {
  const bool is_count = (*questions_)[focus_].kind == RatingQuestion::Kind::count;
  if (const std::optional<int> digit = protocols::digit_of(key)) return type_digit(*digit, event);
  switch (key) {
    case Key::up: return move_focus(focus_ > 0 ? focus_ - 1 : 0);
    case Key::down: return move_focus(std::min(focus_ + 1, answers_.size() - 1));
    case Key::tab: return move_focus((focus_ + 1) % answers_.size());
    case Key::left:
    case Key::minus: return step(focus_, -1, event);
    case Key::right:
    case Key::plus: return step(focus_, +1, event);
    case Key::enter: return confirm();
    case Key::backspace: {
      if (!is_count || !answers_[focus_].value) return Effect::none;
      const int now = *answers_[focus_].value;
      return set(focus_, now < 10 ? std::nullopt : std::optional<int>(now / 10), event);
    }
    default: return Effect::none;
  }
}

RatingForm::Effect RatingForm::press(const Target& target, const InputEvent& event) {
  const auto question = static_cast<std::size_t>(target.question);
  switch (target.kind) {
    case Target::Kind::confirm: return confirm();
    case Target::Kind::less: return step(question, -1, event);
    case Target::Kind::more: return step(question, +1, event);
    case Target::Kind::answer: return set(question, target.answer, event);
    case Target::Kind::field:
    case Target::Kind::next: return Effect::none;
  }
  return Effect::none;
}

}  // namespace tricky::runner
