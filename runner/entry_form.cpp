#include "entry_form.h"

#include <algorithm>

#include "rating_form.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

using protocols::FormField;

namespace {

constexpr std::size_t kMostBytes = 2000;  // of a text
constexpr std::size_t kMostDigits = 4;

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0U | c >> 6U);
  } else {
    put(0xE0U | c >> 12U);
    put(0x80U | (c >> 6U & 0x3FU));
  }
  put(0x80U | (c & 0x3FU));
}

}  // namespace

EntryForm::EntryForm(const std::vector<FormField>& fields) : fields_(&fields), entries_(fields.size()) {
  TRICKY_ASSERT(!fields.empty());
}

int EntryForm::n_answers(const FormField& field) {
  return static_cast<int>(field.answers.size()) + (field.may_decline ? 1 : 0);
}

bool EntryForm::answered(std::size_t field) const {
  const FormField& asked = (*fields_)[field];
  const Entry& entry = entries_[field];
  if (asked.kind == FormField::Kind::choice) return entry.choice.has_value();
  if (entry.text.empty()) return asked.may_decline;
  if (asked.kind == FormField::Kind::text) return entry.text.find_first_not_of(' ') != std::string::npos;
  const std::optional<std::int64_t> number = parse_integer(entry.text);
  return number && *number >= asked.smallest && *number <= asked.largest;
}

bool EntryForm::complete() const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!answered(i)) return false;
  }
  return true;
}

Value EntryForm::answer(std::size_t field) const {
  const FormField& asked = (*fields_)[field];
  const Entry& entry = entries_[field];
  if (asked.kind == FormField::Kind::choice) {
    const auto chosen = static_cast<std::size_t>(entry.choice.value_or(n_answers(asked)));
    return chosen < asked.answers.size() ? Value(asked.answers[chosen]) : Value();
  }
  if (entry.text.empty()) return {};
  return asked.kind == FormField::Kind::number ? Value(*parse_integer(entry.text)) : Value(entry.text);
}

EntryForm::Effect EntryForm::move_focus(std::size_t to) {
  if (to == focus_) return Effect::none;
  focus_ = to;
  return Effect::changed;
}

EntryForm::Effect EntryForm::choose(std::size_t field, int answer) {
  const bool moved = move_focus(field) == Effect::changed;
  if (entries_[field].choice == answer) return moved ? Effect::changed : Effect::none;
  entries_[field].choice = answer;
  return Effect::changed;
}

EntryForm::Effect EntryForm::confirm() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!answered(i)) return move_focus(i);
  }
  return Effect::confirmed;
}

EntryForm::Effect EntryForm::erase() {
  std::string& text = entries_[focus_].text;
  if (text.empty()) return Effect::none;
  while ((static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();  // a character's last bytes
  text.pop_back();
  return Effect::changed;
}

EntryForm::Effect EntryForm::press(Key key) {
  const FormField& asked = (*fields_)[focus_];
  const bool is_choice = asked.kind == FormField::Kind::choice;
  digit_was_choice_ = false;
  const int last = n_answers(asked) - 1;
  const std::optional<int>& now = entries_[focus_].choice;
  if (const std::optional<int> digit = protocols::digit_of(key); digit && is_choice) {
    digit_was_choice_ = true;
    if (*digit < 1 || *digit > last + 1) return Effect::none;
    const Effect chosen = choose(focus_, *digit - 1);
    const Effect moved = focus_ + 1 < entries_.size() ? move_focus(focus_ + 1) : Effect::none;
    return chosen == Effect::changed ? chosen : moved;
  }
  switch (key) {
    case Key::up: return move_focus(focus_ > 0 ? focus_ - 1 : 0);
    case Key::down: return move_focus(std::min(focus_ + 1, entries_.size() - 1));
    case Key::tab: return move_focus((focus_ + 1) % entries_.size());
    case Key::left: return is_choice ? choose(focus_, now ? std::max(*now - 1, 0) : last) : Effect::none;
    case Key::right: return is_choice ? choose(focus_, now ? std::min(*now + 1, last) : 0) : Effect::none;
    case Key::backspace: return erase();
    case Key::enter: return focus_ + 1 < entries_.size() ? move_focus(focus_ + 1) : confirm();
    default: return Effect::none;
  }
}

EntryForm::Effect EntryForm::press(const Target& target) {
  const auto field = static_cast<std::size_t>(target.question);
  if (target.kind == Target::Kind::confirm) return confirm();
  if (target.kind == Target::Kind::field) return move_focus(field);
  return target.kind == Target::Kind::answer ? choose(field, target.answer) : Effect::none;
}

EntryForm::Effect EntryForm::write(char32_t character) {
  if (std::exchange(digit_was_choice_, false)) return Effect::none;
  const FormField& asked = (*fields_)[focus_];
  std::string& text = entries_[focus_].text;
  const bool digit = character >= U'0' && character <= U'9';
  if (asked.kind == FormField::Kind::choice || character < U' ' || character == 0x7F || character > 0xFFFF) {
    return Effect::none;
  }
  if (asked.kind == FormField::Kind::number && (!digit || text.size() >= kMostDigits)) return Effect::none;
  if (text.size() >= kMostBytes || (text.empty() && character == U' ')) return Effect::none;
  append_utf8(text, character);
  return Effect::changed;
}

}  // namespace tricky::runner
