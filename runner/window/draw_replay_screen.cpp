#include <cmath>

#include "window/draw_screens.h"

namespace tricky::runner {

namespace {
constexpr float kBand = 28.0F;  // high: less than what lies below the line of hints
}

void draw(Canvas& canvas, const ReplayScreen& screen, const Scenery& scenery) {
  std::visit([&](const auto& each) { draw(canvas, each, scenery); }, screen.shown);
  const ImFont* font = canvas.fonts.small;
  const float height = canvas.units(kBand);
  const float margin = canvas.units(14.0F);
  canvas.fill({0.0F, canvas.height - height, canvas.width, height}, colour::kInk, 0.0F);
  const float y = canvas.height - height + std::round((height - font->FontSize) / 2.0F);
  canvas.text(font, margin, y, colour::kWhite, screen.status);
  const std::string_view keys = screen.paused ? kReplayPausedKeys : kReplayKeys;
  const float keys_x = canvas.width - margin - canvas.text_width(font, keys);
  if (keys_x > margin + canvas.text_width(font, screen.status) + 2.0F * margin) {
    canvas.text(font, keys_x, y, colour::kLine, keys);
  }
}

}  // namespace tricky::runner
