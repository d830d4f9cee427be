#include <algorithm>
#include <array>
#include <cmath>

#include "window/draw_screens.h"

namespace tricky::runner {

using protocols::FormField;

namespace {

constexpr float kColumn = 680.0F;
constexpr float kBetweenFields = 22.0F;

float draw_answers(Canvas& canvas, const EntryForm& form, std::size_t i, const Box& column, const Scenery& scenery) {
  const FormField& field = form.fields()[i];
  std::array<std::string_view, 9> answers;
  const std::size_t n = std::min(field.answers.size(), answers.size() - 1);
  std::copy_n(field.answers.begin(), n, answers.begin());
  if (field.may_decline) answers[n] = scenery.texts.prefer_not;
  const std::size_t n_shown = n + (field.may_decline ? 1 : 0);
  return choices(canvas, std::span(answers).first(n_shown), form.choice(i), static_cast<int>(i), column.x,
                 column.right(), column.y);
}

/// A box to write in: the end of a long text is what is seen.
float draw_writing(Canvas& canvas, const EntryForm& form, std::size_t i, const Box& column, const Scenery& scenery) {
  const FormField& field = form.fields()[i];
  const ImFont* font = canvas.fonts.body;
  const bool focused = form.focus() == i;
  const bool alone = form.fields().size() == 1;  // remarks: room for some lines
  const float pad = canvas.units(12.0F);
  const float line = std::round(font->FontSize * 1.4F);
  const float lines = alone ? 6.0F : 1.0F;
  const Box box{column.x, column.y, field.kind == FormField::Kind::number ? canvas.units(240.0F) : column.width,
                std::round(lines * line + 1.2F * pad)};
  canvas.outline(box, focused ? colour::kBlue : colour::kLine, std::max(1.0F, canvas.units(focused ? 2.0F : 1.0F)),
                 canvas.units(6.0F));
  canvas.target(box, {Target::Kind::field, static_cast<int>(i), 0});
  const Box inside{box.x + pad, box.y + std::round(0.8F * pad), box.width - 2.0F * pad, 0.0F};
  std::string_view text = form.text(i);
  if (text.empty() && field.may_decline && !alone) {
    canvas.text(font, inside.x + (focused ? canvas.units(8.0F) : 0.0F), inside.y, colour::kFaint,
                scenery.texts.prefer_not);
  }
  const float room = lines * line + 1.0F;
  while (canvas.wrapped_height(font, inside.width, text) > room) {
    do text.remove_prefix(1);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0U) == 0x80U);
  }
  canvas.wrapped(font, inside, colour::kInk, text, Canvas::Align::left);
  if (focused) {  // where the next character will stand
    const auto [x, y] = canvas.wrapped_end(font, inside, text);
    canvas.fill({x + canvas.units(1.0F), y, std::max(1.0F, canvas.units(2.0F)), font->FontSize}, colour::kBlue, 0.0F);
  }
  return box.bottom();
}

}  // namespace

void draw(Canvas& canvas, const FormScreen& screen, const Scenery& scenery) {
  const EntryForm& form = *screen.form;
  const float width = std::min(canvas.units(kColumn), canvas.width - 2.0F * canvas.units(40.0F));
  const float x = std::round((canvas.width - width) / 2.0F);
  const bool alone = form.fields().size() == 1;
  float y = std::round(canvas.height * (alone ? 0.16F : 0.06F));
  y = canvas.wrapped(canvas.fonts.title, {x, y, width, 0.0F}, colour::kInk, screen.title, Canvas::Align::left);
  y += canvas.units(14.0F);
  y = canvas.wrapped(canvas.fonts.body, {x, y, width, 0.0F}, alone ? colour::kInk : colour::kSoft, screen.text,
                     Canvas::Align::left);
  y += canvas.units(kBetweenFields);
  for (std::size_t i = 0; i < form.fields().size(); ++i) {
    const FormField& field = form.fields()[i];
    const bool focused = form.focus() == i;
    const float top = y;
    if (!field.label.empty()) {
      y = canvas.wrapped(canvas.fonts.body, {x, y, width, 0.0F}, focused ? colour::kInk : colour::kSoft, field.label,
                         Canvas::Align::left);
      y += canvas.units(4.0F);
    }
    const Box column{x, y, width, 0.0F};
    y = field.kind == FormField::Kind::choice ? draw_answers(canvas, form, i, column, scenery)
                                              : draw_writing(canvas, form, i, column, scenery);
    const float bar = canvas.units(4.0F);
    if (focused && !alone) canvas.fill({x - canvas.units(20.0F), top, bar, y - top}, colour::kBlue, bar / 2.0F);
    y += canvas.units(kBetweenFields);
  }
  if (form.complete()) {
    const Box box = button(canvas, x, y, "", scenery.texts.confirm, Look::chosen);
    canvas.target(box, {Target::Kind::confirm, 0, 0});
    y = box.bottom();
  } else if (!alone) {
    canvas.text(canvas.fonts.body, x, y + std::round(canvas.fonts.body->FontSize * 0.45F), colour::kSoft,
                scenery.texts.answer_all);
    y += std::round(canvas.fonts.body->FontSize * 1.9F);
  }
  if (y > canvas.foot()) canvas.overflows = true;
  canvas.hints(screen.hint);
}

}  // namespace tricky::runner
