#pragma once

#include <imgui.h>

#include <vector>

#include "tricky/stimuli/rgb_image.h"
#include "window/canvas.h"

namespace tricky::runner {

/// An image of the session as it lies on the graphics card, and the size it is drawn at.
struct Texture {
  ImTextureID id = nullptr;
  int width_px = 0;
  int height_px = 0;
};

/// The image on the graphics card, never smoothed between its pixels. Throws IoError when the card does not take it.
ImTextureID upload(const stimuli::RgbImage& image);

/// Frees what `upload` took, while its OpenGL context is there; leaves none.
void discard(std::vector<Texture>& textures);

/// The pixels that were drawn into `box` of a frame buffer with `height_px` rows, the upper row first.
stimuli::RgbImage read_back(const Box& box, int height_px);

}  // namespace tricky::runner
