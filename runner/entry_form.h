#pragma once

#include <optional>
#include <string>
#include <vector>

#include "input.h"
#include "tricky/data/value.h"
#include "tricky/protocols/session_settings.h"

namespace tricky::runner {

struct Target;

/// The state of a form while it is being filled in. Keyboard alone or mouse alone is enough (writing takes a keyboard):
///   choice  digit n gives the n-th answer and goes to the next field; left and right change it
///   number  digits write it; text  any character, which is kept even where the font shows "?"; backspace takes the last one away
///   up, down, tab  go from field to field
///   enter, or the button  goes to the next field; on the last one it confirms when all are answered, else goes to the
///                         first that is not
/// A field that may be declined is answered by leaving it empty, a choice by one answer more.
class EntryForm {
 public:
  enum class Effect { none, changed, confirmed };

  /// `fields` must outlive the form.
  explicit EntryForm(const std::vector<protocols::FormField>& fields);

  Effect press(Key key);
  Effect press(const Target& target);
  Effect write(char32_t character);

  const std::vector<protocols::FormField>& fields() const { return *fields_; }
  std::size_t focus() const { return focus_; }
  /// Of a choice: its answers, and "prefer not to say" where it may be declined.
  static int n_answers(const protocols::FormField& field);
  std::optional<int> choice(std::size_t field) const { return entries_[field].choice; }
  const std::string& text(std::size_t field) const { return entries_[field].text; }
  bool answered(std::size_t field) const;
  bool complete() const;
  /// What was answered: a text, a whole number, or null for "prefer not to say".
  Value answer(std::size_t field) const;

 private:
  struct Entry {
    std::string text;
    std::optional<int> choice;
  };
  Effect choose(std::size_t field, int answer);
  Effect move_focus(std::size_t to);
  Effect confirm();
  Effect erase();

  const std::vector<protocols::FormField>* fields_;
  std::vector<Entry> entries_;
  std::size_t focus_ = 0;
  bool digit_was_choice_ = false;  ///< the character that comes with the key is no text of the next field
};

}  // namespace tricky::runner
