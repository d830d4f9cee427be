#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "window/draw_screens.h"

namespace tricky::runner {

using protocols::RatingQuestion;

namespace {

constexpr float kRounding = 6.0F;

}  // namespace

Box button(Canvas& canvas, float x, float y, std::string_view key, std::string_view label, Look look) {
  const ImFont* font = canvas.fonts.body;
  const ImFont* small = canvas.fonts.small;
  const float pad = canvas.units(16.0F);
  const float key_width = key.empty() ? 0.0F : canvas.text_width(small, key) + canvas.units(10.0F);
  const Box box{x, y, std::round(canvas.text_width(font, label) + key_width + 2.0F * pad),
                std::round(font->FontSize * 1.9F)};
  const bool chosen = look == Look::chosen;
  canvas.fill(box, chosen ? colour::kBlue : colour::kWhite, canvas.units(kRounding));
  if (!chosen) canvas.outline(box, colour::kLine, std::max(1.0F, canvas.units(1.0F)), canvas.units(kRounding));
  const float text_y = y + (box.height - font->FontSize) / 2.0F;
  if (!key.empty()) {
    canvas.text(small, x + pad, y + (box.height - small->FontSize) / 2.0F, chosen ? colour::kLine : colour::kSoft, key);
  }
  canvas.text(font, x + pad + key_width, text_y, chosen ? colour::kWhite : colour::kInk, label);
  return box;
}

float choices(Canvas& canvas, std::span<const std::string_view> answers, std::optional<int> chosen, int question,
              float left, float right, float y) {
  float x = left;
  float bottom = y;
  for (int i = 0; i < static_cast<int>(answers.size()); ++i) {
    char key[16];
    std::snprintf(key, sizeof key, "%d", i + 1);
    const std::string_view label = answers[static_cast<std::size_t>(i)];
    const float width =
        canvas.text_width(canvas.fonts.body, label) + canvas.text_width(canvas.fonts.small, key) + canvas.units(42.0F);
    if (x > left && x + width > right) {  // goes on in the next row
      x = left;
      y = bottom + canvas.units(8.0F);
    }
    const Box box = button(canvas, x, y, key, label, chosen == i ? Look::chosen : Look::open);
    canvas.target(box, {Target::Kind::answer, question, i});
    x = box.right() + canvas.units(10.0F);
    bottom = box.bottom();
    if (box.right() > right) canvas.overflows = true;
  }
  return bottom;
}

namespace {

/// "−  3  +", the number in a box as wide as the largest one.
float draw_count(Canvas& canvas, const RatingForm::Answer& answer, int question, bool focused, float x, float y) {
  const ImFont* font = canvas.fonts.body;
  const Box less = button(canvas, x, y, "", "−", Look::open);
  canvas.target(less, {Target::Kind::less, question, 0});
  const Box number{less.right() + canvas.units(8.0F), y, canvas.units(84.0F), less.height};
  canvas.fill(number, answer.value ? colour::kBlue : colour::kWhite, canvas.units(kRounding));
  if (!answer.value) {
    canvas.outline(number, focused ? colour::kBlue : colour::kLine, std::max(1.0F, canvas.units(focused ? 2.0F : 1.0F)),
                   canvas.units(kRounding));
  }
  if (answer.value) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%d", *answer.value);
    canvas.centred(font, number.x + number.width / 2.0F, y + (number.height - font->FontSize) / 2.0F, colour::kWhite,
                   digits);
  }
  const Box more = button(canvas, number.right() + canvas.units(8.0F), y, "", "+", Look::open);
  canvas.target(more, {Target::Kind::more, question, 0});
  return less.bottom();
}

float draw_choice(Canvas& canvas, const RatingQuestion& asked, const RatingForm::Answer& answer, int question,
                  float left, float right, float y) {
  std::array<std::string_view, 9> answers;
  const std::size_t n = std::min(asked.answers.size(), answers.size());
  std::copy_n(asked.answers.begin(), n, answers.begin());
  return choices(canvas, std::span(answers).first(n), answer.value, question, left, right, y);
}

constexpr float kAboveAnswers = 8.0F;
constexpr float kBelowAnswers = 40.0F;

/// Of all questions with their answers and the button, when each question's answers fit in one row.
float column_height(const Canvas& canvas, const RatingForm& form, float width) {
  const float row = std::round(canvas.fonts.body->FontSize * 1.9F);
  float height = row;
  for (const RatingQuestion& asked : form.questions()) {
    height += canvas.wrapped_height(canvas.fonts.body, width, asked.text) + row + canvas.units(kAboveAnswers) +
              canvas.units(kBelowAnswers);
  }
  return height;
}

}  // namespace

void draw(Canvas& canvas, const RatingsScreen& screen, const Scenery& scenery) {
  const RatingForm& form = *screen.form;
  const Texture& texture = scenery.textures[screen.image];
  const float gap = canvas.units(64.0F);
  const float number_width = canvas.units(96.0F);
  const float image_width = static_cast<float>(texture.width_px);
  const float column_width = std::min(canvas.units(600.0F), canvas.width - 2.0F * canvas.units(32.0F) - number_width -
                                                                image_width - gap - canvas.units(40.0F));
  const float all = number_width + canvas.units(40.0F) + image_width + gap + column_width;
  const float left = std::round((canvas.width - all) / 2.0F);
  const float image_height = static_cast<float>(texture.height_px);
  const float middle = canvas.foot() * 0.48F;
  const Box image{left + number_width + canvas.units(40.0F), std::round(middle - image_height / 2.0F), image_width,
                  image_height};
  if (screen.images_shown) canvas.image(texture.id, image);
  draw_progress(canvas, screen.number, scenery);
  draw_number(canvas, screen.number, scenery, image.x - canvas.units(40.0F), image.y + image.height / 2.0F);

  const float x = image.right() + gap;
  const float right = x + column_width;
  // The questions never move while they are answered: their place depends on the texts alone.
  float y = std::max(canvas.units(28.0F), std::round(middle - column_height(canvas, form, column_width) / 2.0F));
  const float bar = canvas.units(4.0F);
  for (std::size_t i = 0; i < form.questions().size(); ++i) {
    const RatingQuestion& asked = form.questions()[i];
    const RatingForm::Answer& answer = form.answers()[i];
    const bool focused = form.focus() == i;
    const float top = y;
    y = canvas.wrapped(canvas.fonts.body, {x, y, column_width, 0.0F}, focused ? colour::kInk : colour::kSoft,
                       asked.text, Canvas::Align::left);
    y += canvas.units(kAboveAnswers);
    y = asked.kind == RatingQuestion::Kind::count
            ? draw_count(canvas, answer, static_cast<int>(i), focused, x, y)
            : draw_choice(canvas, asked, answer, static_cast<int>(i), x, right, y);
    if (focused) canvas.fill({x - canvas.units(20.0F), top, bar, y - top}, colour::kBlue, bar / 2.0F);
    y += canvas.units(kBelowAnswers);
  }
  if (form.complete()) {
    const Box box = button(canvas, x, y, "", scenery.texts.confirm, Look::chosen);
    canvas.target(box, {Target::Kind::confirm, 0, 0});
    y = box.bottom();
  } else {
    const float drop = std::round(canvas.fonts.body->FontSize * 0.45F);
    canvas.text(canvas.fonts.body, x, y + drop, colour::kSoft, scenery.texts.answer_all);
    y += std::round(canvas.fonts.body->FontSize * 1.9F);
  }
  if (y > canvas.foot() || column_width < canvas.units(320.0F)) canvas.overflows = true;
  canvas.hints(scenery.texts.ratings_hint);
}

}  // namespace tricky::runner
