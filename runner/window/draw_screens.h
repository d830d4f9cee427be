#pragma once

#include <functional>
#include <vector>

#include "screens.h"
#include "window/canvas.h"

namespace tricky::runner {

/// An image of the session as it lies on the graphics card.
struct Texture {
  ImTextureID id = nullptr;
  int width_px = 0;
  int height_px = 0;
};

/// What drawing needs besides the screen itself.
struct Scenery {
  const std::vector<Texture>& textures;
  const protocols::ScreenTexts& texts;
};

void draw(Canvas& canvas, const TextScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const PairScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const RatingsScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const LeaveScreen& screen, const Scenery& scenery);

/// The trial's number, right-aligned at `right`, centred on `middle`; what it is of stands below, "Practice" above.
void draw_number(Canvas& canvas, const TrialNumber& number, const Scenery& scenery, float right, float middle);

}  // namespace tricky::runner
