#include "tricky/stimuli/image_file.h"

#include <string_view>

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

RgbImage read_image(const std::filesystem::path& path) {
  const MappedFile file(path);
  const std::string_view bytes = file.bytes();
  if (bytes.starts_with("\xff\xd8\xff"sv)) return decode_jpeg(bytes, path);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return decode_png(bytes, path);
  if (bytes.empty()) throw InputError({path, 0, ""}, "expected a JPEG or PNG image, got an empty file");
  const std::string_view name = other_format(bytes);
  throw InputError({path, 0, ""}, "expected a JPEG or PNG image, got " +
                                      (name.empty() ? "something else" : "a " + std::string(name) + " image") +
                                      "; convert it first");
}

void write_png(const std::filesystem::path& path, const RgbImage& image) { write_file(path, encode_png(image)); }

std::string sha256_of_pixels(const RgbImage& image) {
  return sha256({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()});
}

}  // namespace tricky::stimuli
