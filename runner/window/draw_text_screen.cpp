#include <algorithm>
#include <cmath>

#include "window/draw_screens.h"

namespace tricky::runner {

namespace {

constexpr float kColumn = 680.0F;  // about 65 characters a line, which reads well

constexpr float kSideMargin = 40.0F;
constexpr float kAroundImage = 24.0F;
constexpr float kLeastImage = 160.0F;  // high: an image with less room than that, and than it needs, does not fit

/// Draws title, text and foot; returns the lower edge of the text.
float page(Canvas& canvas, std::string_view title, std::string_view text, std::string_view hint) {
  const float column = std::min(canvas.units(kColumn), canvas.width - 2.0F * canvas.units(kSideMargin));
  const float x = std::round((canvas.width - column) / 2.0F);
  float y = std::round(canvas.height * 0.16F);
  y = canvas.wrapped(canvas.fonts.title, {x, y, column, 0.0F}, colour::kInk, title, Canvas::Align::left);
  y += canvas.units(18.0F);
  y = canvas.wrapped(canvas.fonts.body, {x, y, column, 0.0F}, colour::kInk, text, Canvas::Align::left);
  if (y > canvas.foot()) canvas.overflows = true;
  canvas.hints(hint);
  return y;
}

}  // namespace

Box page_image_box(const Canvas& canvas, const Texture& image, float top) {
  const auto width = static_cast<float>(image.width_px);
  const auto height = static_cast<float>(image.height_px);
  const float room_width = canvas.width - 2.0F * canvas.units(kSideMargin);
  const float room_height = std::max(1.0F, canvas.foot() - top - 2.0F * canvas.units(kAroundImage));
  const float most = std::min(room_width / width, room_height / height);
  const float wanted = std::max(1.0F, std::floor(canvas.scale()));
  const float times = most >= 1.0F ? std::min(wanted, std::floor(most)) : most;
  Box box{0.0F, top + canvas.units(kAroundImage), std::max(1.0F, std::floor(width * times)),
          std::max(1.0F, std::floor(height * times))};
  box.x = std::round((canvas.width - box.width) / 2.0F);
  return box;
}

void draw(Canvas& canvas, const TextScreen& screen, const Scenery& scenery) {
  char buffer[128];
  const float y =
      page(canvas, screen.title, screen.text,
           screen.opens_in_s > 0 ? with_number(buffer, scenery.texts.break_wait, "{s}", screen.opens_in_s) : screen.hint);
  if (!screen.image) return;
  const Texture& image = scenery.page_images[*screen.image];
  const Box box = page_image_box(canvas, image, y);
  canvas.page_image = box;
  canvas.image(image.id, box);
  const bool cramped = box.height < std::min(canvas.units(kLeastImage), static_cast<float>(image.height_px));
  const bool narrow = box.width > box.height * 4.0F;  // wide, not pressed by the text above it
  if ((cramped && !narrow) || box.bottom() > canvas.foot()) canvas.overflows = true;
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
