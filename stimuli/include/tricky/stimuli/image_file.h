#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

/// Images of more pixels are refused from their header, before anything is allocated for them.
inline constexpr std::int64_t kLargestImagePixels = 100'000'000;

/// The pixels of a JPEG or PNG file, told apart by content, not by name; byte for byte what Pillow's
/// `Image.open(path).convert("RGB")` gives:
///   JPEG  the accurate integer inverse transform (ISLOW) and smooth ("fancy") chroma upsampling; grey is replicated;
///         an EXIF orientation is not applied.
///   PNG   palette colours looked up; grey replicated; 16-bit colour keeps its high byte; 16-bit grey without alpha is
///         clipped at 255, as Pillow does it; alpha and transparent colours are dropped, not blended; gamma and
///         profiles are ignored.
/// InputErrors naming the file: CMYK and YCCK JPEGs, animated PNGs, truncated files (also a JPEG that lacks only its end
/// marker), files that cannot be decoded, more than kLargestImagePixels, and other formats, which are named where
/// recognised. A JPEG that is corrupt in the middle is decoded as libjpeg and Pillow do it.
RgbImage read_image(const std::filesystem::path& path);

/// Writes an 8-bit RGB PNG that reads back as the same pixels; in one step, as write_file does. Throws IoError.
void write_png(const std::filesystem::path& path, const RgbImage& image);

/// SHA-256 over the height x width x 3 bytes, 64 hexadecimal digits: the identity of what was shown, whatever the file.
std::string sha256_of_pixels(const RgbImage& image);

}  // namespace tricky::stimuli
