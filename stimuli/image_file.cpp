#include "tricky/stimuli/image_file.h"

#include <algorithm>
#include <string_view>

#include "image_decoder.h"
#include "image_size.h"
#include "jpeg_format.h"
#include "png_format.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace {

using std::string_view_literals::operator""sv;

/// The name of a format we do not read, or nothing.
std::string_view other_format(std::string_view bytes) {
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "GIF";
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return "WebP";
  if (bytes.starts_with("BM")) return "BMP";
  if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) return "TIFF";
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") return "HEIF or AVIF";
  if (bytes.starts_with("\0\0\0\x0cjP  "sv) || bytes.starts_with("\xff\x4f\xff\x51")) return "JPEG 2000";
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7') return "PNM";
  return {};
}

}  // namespace

void check_image_size(std::int64_t width_px, std::int64_t height_px, const std::filesystem::path& path) {
  if (width_px < 1 || height_px < 1) throw InputError({path, 0, ""}, "this image has no pixels");
  // Sides below 2^31 each, so the product cannot overflow.
  if (width_px * height_px > kLargestImagePixels) {
    throw InputError({path, 0, ""}, "this image announces " + with_thousands(width_px) + " x " +
                                        with_thousands(height_px) + " pixels, more than the " +
                                        with_thousands(kLargestImagePixels) + " allowed; make it smaller first");
  }
}

void decode_image(std::string_view bytes, const std::string& name, RgbImage& into) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return decode_jpeg(bytes, name, into);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
    into = decode_png(bytes, name);
    return;
  }
  if (bytes.empty()) throw InputError({name, 0, ""}, "expected a JPEG or PNG image, got an empty file");
  const std::string_view other = other_format(bytes);
  throw InputError({name, 0, ""}, "expected a JPEG or PNG image, got " +
                                      (other.empty() ? "something else" : "a " + std::string(other) + " image") +
                                      "; convert it first");
}

void decode_image_part(std::string_view bytes, const std::string& name, const std::function<Region(Size)>& choose,
                       RgbImage& into) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return decode_jpeg_part(bytes, name, choose, into);
  decode_image(bytes, name, into);
  cut_out(into, choose({into.width_px, into.height_px}));
}

void cut_out(RgbImage& image, Region region) {
  TRICKY_ASSERT(region.left >= 0 && region.top >= 0 && region.width_px > 0 && region.height_px > 0);
  TRICKY_ASSERT(region.left <= image.width_px - region.width_px && region.top <= image.height_px - region.height_px);
  const std::size_t row_bytes = static_cast<std::size_t>(region.width_px) * 3;
  for (int y = 0; y < region.height_px; ++y) {
    // Moves towards the beginning only, so no row is overwritten before it is read.
    const std::uint8_t* from = image.row(region.top + y) + static_cast<std::size_t>(region.left) * 3;
    std::copy(from, from + row_bytes, image.pixels.data() + static_cast<std::size_t>(y) * row_bytes);
  }
  image.width_px = region.width_px;
  image.height_px = region.height_px;
  image.pixels.resize(row_bytes * static_cast<std::size_t>(region.height_px));
}

RgbImage read_image(const std::filesystem::path& path) {
  const MappedFile file(path);
  RgbImage image;
  decode_image(file.bytes(), path.string(), image);
  return image;
}

void write_png(const std::filesystem::path& path, const RgbImage& image) { write_file(path, encode_png(image)); }

std::string sha256_of_pixels(const RgbImage& image) {
  return sha256({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()});
}

}  // namespace tricky::stimuli
