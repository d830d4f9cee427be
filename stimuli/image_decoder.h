#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tricky/stimuli/resize.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// read_image for the bytes of a file, into memory that is reused; `name` is for messages.
void decode_image(std::string_view bytes, const std::string& name, RgbImage& into);

/// Only the region that `choose` names, with the same pixels. A JPEG's other parts are decoded no further than needed.
void decode_image_part(std::string_view bytes, const std::string& name, const std::function<Region(Size)>& choose,
                       RgbImage& into);

/// Keeps a region of an image, in its own memory.
void cut_out(RgbImage& image, Region region);

}  // namespace tricky::stimuli
