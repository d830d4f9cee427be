#include <algorithm>
#include <cmath>

#include "window/draw_screens.h"

namespace tricky::runner {

namespace {

constexpr float kColumn = 680.0F;  // about 65 characters a line, which reads well

void page(Canvas& canvas, std::string_view title, std::string_view text, std::string_view hint) {
  const float column = std::min(canvas.units(kColumn), canvas.width - 2.0F * canvas.units(40.0F));
  const float x = std::round((canvas.width - column) / 2.0F);
  float y = std::round(canvas.height * 0.16F);
  y = canvas.wrapped(canvas.fonts.title, {x, y, column, 0.0F}, colour::kInk, title, Canvas::Align::left);
  y += canvas.units(18.0F);
  y = canvas.wrapped(canvas.fonts.body, {x, y, column, 0.0F}, colour::kInk, text, Canvas::Align::left);
  if (y > canvas.foot()) canvas.overflows = true;
  canvas.hints(hint);
}

}  // namespace

void draw(Canvas& canvas, const TextScreen& screen, const Scenery& scenery) {
  char buffer[128];
  page(canvas, screen.title, screen.text,
       screen.opens_in_s > 0 ? with_number(buffer, scenery.texts.break_wait, "{s}", screen.opens_in_s) : screen.hint);
}

void draw(Canvas& canvas, const FixationScreen&, const Scenery&) {
  const float arm = canvas.units(12.0F);
  const float thickness = std::max(2.0F, canvas.units(3.0F));
  const float x = std::round(canvas.width / 2.0F);
  const float y = std::round(canvas.foot() / 2.0F);
  canvas.fill({x - arm, y - thickness / 2.0F, 2.0F * arm, thickness}, colour::kInk, 0.0F);
  canvas.fill({x - thickness / 2.0F, y - arm, thickness, 2.0F * arm}, colour::kInk, 0.0F);
}

void draw(Canvas&, const BlankScreen&, const Scenery&) {}

void draw(Canvas& canvas, const LeaveScreen&, const Scenery& scenery) {
  page(canvas, scenery.texts.leave_title, scenery.texts.leave_text, scenery.texts.leave_hint);
}

}  // namespace tricky::runner
