#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tricky/stimuli/rgb_image.h"

/// The image whose pixel (x, y) is (7x + 13y, x^2 + 3y, 5xy + 11), each modulo 256: what Pillow's digests in these
/// tests were computed from.
inline tricky::stimuli::RgbImage made_image(int width_px, int height_px) {
  tricky::stimuli::RgbImage image = tricky::stimuli::black_image(width_px, height_px);
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      std::uint8_t* pixel = image.row(y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(x * 7 + y * 13);
      pixel[1] = static_cast<std::uint8_t>(x * x + 3 * y);
      pixel[2] = static_cast<std::uint8_t>(x * y * 5 + 11);
    }
  }
  return image;
}

/// Bytes from pairs of hexadecimal digits.
std::string from_hex(std::string_view digits);

// made_image(16, 16) as Pillow 9.4 writes it with quality 30 and halved chroma; grey with quality 20; CMYK.
std::string baseline_jpeg();
std::string progressive_jpeg();
std::string grey_jpeg();
std::string cmyk_jpeg();
/// SHA-256 of what Pillow 9.4 decodes from the first two (the same pixels) and from the grey one.
inline constexpr std::string_view kJpegPixels = "8e4582ab718680ba5b760fc02175ff3497332097acdc810a063714dd1086ad25";
inline constexpr std::string_view kGreyJpegPixels = "ef30a2a1e208a99570427d9867af1073d4ce2801fdf14b02e1e60f02ef5425ad";

/// A PNG chunk with its length and checksum.
std::string png_chunk(const std::string& type, const std::string& data);
/// A PNG of these filtered rows; `extra` chunks stand before the pixels. Made without libpng, to test against.
std::string png_file(std::uint32_t width_px, std::uint32_t height_px, int bits, int colour_type,
                     const std::string& filtered_rows, const std::string& extra = {});

/// `bytes` gzipped.
std::string gzipped(const std::string& bytes);

std::string big_endian(std::uint32_t value);
