#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "window/draw_screens.h"

namespace tricky::runner {

std::string_view with_number(std::span<char> buffer, const std::string& form, std::string_view mark, int number) {
  const std::size_t at = form.find(mark);
  int length = 0;
  if (at == std::string::npos) {
    length = std::snprintf(buffer.data(), buffer.size(), "%s", form.c_str());
  } else {
    length = std::snprintf(buffer.data(), buffer.size(), "%.*s%d%s", static_cast<int>(at), form.c_str(), number,
                           form.c_str() + at + mark.size());
  }
  return {buffer.data(), std::min(static_cast<std::size_t>(length), buffer.size() - 1)};
}

void draw_progress(Canvas& canvas, const TrialNumber& number, const Scenery& scenery) {
  if (!scenery.progress_bar || number.phase != Phase::main) return;
  const float height = std::max(2.0F, canvas.units(4.0F));
  canvas.fill({0.0F, 0.0F, canvas.width, height}, colour::kPale, 0.0F);
  const float done = static_cast<float>(number.trial - 1) / static_cast<float>(number.n_trials);
  canvas.fill({0.0F, 0.0F, std::round(canvas.width * done), height}, colour::kLine, 0.0F);
}

void draw_number(Canvas& canvas, const TrialNumber& number, const Scenery& scenery, float right, float middle) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%d", number.trial);
  const ImFont* large = canvas.fonts.number;
  const ImFont* small = canvas.fonts.small;
  const float top = middle - large->FontSize / 2.0F;
  canvas.text(large, right - canvas.text_width(large, digits), top, colour::kInk, digits);

  char buffer[128];
  const std::string_view of = with_number(buffer, scenery.texts.trial_of, "{n}", number.n_trials);
  canvas.text(small, right - canvas.text_width(small, of), top + large->FontSize + canvas.units(4.0F), colour::kSoft,
              of);
  if (number.phase == Phase::practice) {
    const std::string& practice = scenery.texts.practice;
    canvas.text(small, right - canvas.text_width(small, practice), top - small->FontSize - canvas.units(8.0F),
                colour::kSoft, practice);
  }
}

namespace {

/// What observers are told in a catch trial, so that nobody who looks at the screen can miss it; returns its lower edge.
float draw_told(Canvas& canvas, const Box& column, std::string_view text) {
  const ImFont* font = canvas.fonts.title;
  const float padding = canvas.units(16.0F);
  const float width = std::min(column.width, canvas.text_width(font, text) + 4.0F * padding);
  const float below_line = canvas.wrapped_height(font, width, "x") - font->FontSize;
  const Box frame{std::round(column.x + (column.width - width) / 2.0F), column.y - padding, width,
                  canvas.wrapped_height(font, width - 2.0F * padding, text) - below_line + 2.0F * padding};
  canvas.fill(frame, colour::kPale, canvas.units(6.0F));
  canvas.outline(frame, colour::kBlue, canvas.units(3.0F), canvas.units(6.0F));
  canvas.wrapped(font, {frame.x + padding, column.y, width - 2.0F * padding, 0.0F}, colour::kInk, text,
                 Canvas::Align::centre);
  return frame.bottom();
}

/// Above an image; white on blue, as chosen answers are, when it was chosen.
void draw_label(Canvas& canvas, const Box& image, float y, std::string_view label, bool chosen) {
  const ImFont* font = canvas.fonts.number;
  const float middle = image.x + image.width / 2.0F;
  if (chosen) {
    const float width = canvas.text_width(font, label) + 2.0F * canvas.units(16.0F);
    canvas.fill({std::round(middle - width / 2.0F), y - canvas.units(4.0F), std::round(width),
                 font->FontSize + 2.0F * canvas.units(4.0F)},
                colour::kBlue, canvas.units(6.0F));
  }
  canvas.centred(font, middle, y, chosen ? colour::kWhite : colour::kInk, label);
}

}  // namespace

void draw(Canvas& canvas, const PairScreen& screen, const Scenery& scenery) {
  const Texture& left = scenery.textures[screen.left_image];
  const Texture& right = scenery.textures[screen.right_image];
  const float gap = canvas.units(72.0F);
  const float top = std::round((canvas.foot() - static_cast<float>(left.height_px)) * 0.42F);
  const float x = std::round((canvas.width - static_cast<float>(left.width_px + right.width_px) - gap) / 2.0F);
  const Box boxes[2] = {{x, top, static_cast<float>(left.width_px), static_cast<float>(left.height_px)},
                        {x + static_cast<float>(left.width_px) + gap, top, static_cast<float>(right.width_px),
                         static_cast<float>(right.height_px)}};
  if (screen.images_shown) {
    canvas.image(left.id, boxes[0]);
    canvas.image(right.id, boxes[1]);
  }
  draw_progress(canvas, screen.number, scenery);

  const float label_y = top - canvas.fonts.number->FontSize - canvas.units(22.0F);
  draw_label(canvas, boxes[0], label_y, screen.task->left_label, screen.chosen == Position::left);
  draw_label(canvas, boxes[1], label_y, screen.task->right_label, screen.chosen == Position::right);
  draw_number(canvas, screen.number, scenery, boxes[0].x - canvas.units(56.0F), top + boxes[0].height / 2.0F);

  const float margin = canvas.units(40.0F);
  const Box column{margin, boxes[0].bottom() + canvas.units(44.0F), canvas.width - 2.0F * margin, 0.0F};
  if (screen.told) {
    if (draw_told(canvas, column, screen.told->text) > canvas.foot()) canvas.overflows = true;
    canvas.hints(screen.task->keys_hint);
    return;
  }
  const bool asked = !screen.feedback;
  float y = canvas.wrapped(canvas.fonts.body, column, asked ? colour::kInk : colour::kSoft, screen.task->question,
                           Canvas::Align::centre);
  if (screen.feedback) {
    const Box& easier = boxes[screen.feedback->easier == Position::left ? 0 : 1];
    const float thickness = canvas.units(6.0F);
    const float away = canvas.units(4.0F) + thickness / 2.0F;
    canvas.outline({easier.x - away, easier.y - away, easier.width + 2.0F * away, easier.height + 2.0F * away},
                   colour::kGreen, thickness, 0.0F);
    y += canvas.units(10.0F);
    y = canvas.wrapped(canvas.fonts.body, {column.x, y, column.width, 0.0F}, colour::kInk,
                       screen.feedback->right ? scenery.texts.feedback_right : scenery.texts.feedback_wrong,
                       Canvas::Align::centre);
  }
  if (y > canvas.foot()) canvas.overflows = true;
  if (screen.feedback && scenery.timed_feedback) return;
  canvas.hints(screen.feedback ? scenery.texts.feedback_next : screen.task->keys_hint);
}

}  // namespace tricky::runner
