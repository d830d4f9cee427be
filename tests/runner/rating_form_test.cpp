#include "runner/rating_form.h"

#include <catch2/catch.hpp>

#include "session_fixture.h"

using namespace tricky;
using namespace tricky::runner;
using Effect = RatingForm::Effect;

namespace {

const std::vector<protocols::RatingQuestion>& questions() {
  static const auto task = std::get<protocols::RatingsTask>(make_protocol(Task::ratings).task);
  return task.questions;
}

InputEvent at(std::int64_t t_ns) {
  InputEvent event;
  event.t_ns = t_ns;
  return event;
}

Key digit(int value) { return static_cast<Key>(static_cast<int>(Key::digit_0) + value); }

}  // namespace

TEST_CASE("a form is answered by digits and confirmed by Enter") {
  RatingForm form(questions());
  CHECK(form.press(digit(1), at(10)) == Effect::changed);
  CHECK(form.press(digit(2), at(20)) == Effect::changed);
  CHECK(form.answers()[0].value == 12);
  CHECK(form.press(Key::enter, at(30)) == Effect::changed);
  CHECK(form.focus() == 1);
  CHECK(form.press(digit(3), at(40)) == Effect::changed);
  CHECK(form.answers()[1].value == 2);
  CHECK(form.answers()[1].changed_ns == 40);
  CHECK(form.press(Key::enter, at(50)) == Effect::confirmed);
}

TEST_CASE("Enter does not confirm while an answer is missing, and goes to it") {
  RatingForm form(questions());
  CHECK(form.press(Key::down, at(1)) == Effect::changed);
  CHECK(form.press(digit(1), at(2)) == Effect::changed);
  CHECK(form.press(Key::enter, at(3)) == Effect::changed);
  CHECK(form.focus() == 0);
  CHECK_FALSE(form.complete());
  CHECK(form.press(Key::enter, at(4)) == Effect::none);
}

TEST_CASE("an answer's time is that of its last change, and the same answer again changes nothing") {
  RatingForm form(questions());
  form.press(Target{Target::Kind::answer, 1, 0}, at(100));
  form.press(Target{Target::Kind::answer, 1, 2}, at(200));
  CHECK(form.press(Target{Target::Kind::answer, 1, 2}, at(300)) == Effect::none);
  CHECK(form.answers()[1].value == 2);
  CHECK(form.answers()[1].changed_ns == 200);
  CHECK(form.answers()[1].n_changes == 1);
}

TEST_CASE("a count is corrected by backspace, by typing after coming back, and by plus and minus") {
  RatingForm form(questions());
  form.press(digit(4), at(1));
  form.press(digit(2), at(2));
  form.press(Key::backspace, at(3));
  CHECK(form.answers()[0].value == 4);
  form.press(Key::backspace, at(4));
  CHECK_FALSE(form.answers()[0].value.has_value());
  form.press(Key::plus, at(5));
  CHECK(form.answers()[0].value == 0);
  CHECK(form.press(Key::minus, at(6)) == Effect::none);
  form.press(Key::right, at(7));
  CHECK(form.answers()[0].value == 1);
  form.press(Key::down, at(8));
  form.press(Key::up, at(9));
  form.press(digit(7), at(10));
  CHECK(form.answers()[0].value == 7);
}

TEST_CASE("a number too large begins anew, a digit without an answer does nothing") {
  RatingForm form(questions());
  form.press(digit(9), at(1));
  form.press(digit(9), at(2));
  form.press(digit(5), at(3));
  CHECK(form.answers()[0].value == 5);
  form.press(Key::tab, at(4));
  CHECK(form.press(digit(4), at(5)) == Effect::none);
  CHECK(form.press(digit(0), at(6)) == Effect::none);
  CHECK_FALSE(form.answers()[1].value.has_value());
}
