#include <algorithm>
#include <cmath>

#include "window/draw_screens.h"

namespace tricky::runner {

namespace {
constexpr float kColumn = 620.0F;
}

void draw(Canvas& canvas, const CheckerboardScreen& screen, const Scenery& scenery) {
  // Tiles of an even side, cut at the window's edge by itself.
  const Texture& board = scenery.textures.at(0);
  for (float y = 0.0F; y < canvas.height; y += static_cast<float>(board.height_px)) {
    for (float x = 0.0F; x < canvas.width; x += static_cast<float>(board.width_px)) {
      canvas.image(board.id, {x, y, static_cast<float>(board.width_px), static_cast<float>(board.height_px)});
    }
  }
  canvas.overflows = false;
  const float pad = canvas.units(28.0F);
  const float column = std::min(canvas.units(kColumn), canvas.width - 4.0F * pad);
  const float text_height = canvas.wrapped_height(canvas.fonts.body, column, screen.text);
  const float hint_height = std::round(canvas.fonts.small->FontSize * 1.4F);
  const Box card{std::round((canvas.width - column) / 2.0F - pad),
                 std::round((canvas.height - text_height - hint_height) / 2.0F - pad), column + 2.0F * pad,
                 text_height + hint_height + 2.5F * pad};
  canvas.fill(card, colour::kWhite, 0.0F);
  float y = canvas.wrapped(canvas.fonts.body, {card.x + pad, card.y + pad, column, 0.0F}, colour::kInk, screen.text,
                           Canvas::Align::left);
  y += pad / 2.0F;
  canvas.text(canvas.fonts.small, card.x + pad, y, colour::kSoft, screen.hint);
}

}  // namespace tricky::runner
