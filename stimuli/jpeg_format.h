#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tricky/stimuli/resize.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// read_image for the bytes of a JPEG file, into memory that is reused; `name` is for messages.
void decode_jpeg(std::string_view bytes, const std::string& name, RgbImage& into);

/// Only the region that `choose` names for the image's size, with the same pixels. All that is stored must be unpacked
/// up to the region's last row, but only what the region needs is transformed; damage outside may go unseen.
void decode_jpeg_part(std::string_view bytes, const std::string& name, const std::function<Region(Size)>& choose,
                      RgbImage& into);

/// The bytes of a baseline JPEG with halved chroma in both directions, as Pillow's save(quality=…) makes it.
std::string encode_jpeg(const RgbImage& image, int quality);

}  // namespace tricky::stimuli
