#include "jpeg_format.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

// jpeglib.h needs <cstdio> before it.
#include <jerror.h>
#include <jpeglib.h>

#include "image_size.h"
#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

/// Scans beyond any real file's: a progressive JPEG can make each of them cost a pass over the whole image.
constexpr int kMostScans = 500;

/// One decoding. libjpeg reports faults by a function that must not return, and its frames must not be unwound by C++
/// exceptions; so the functions below that call it set a jump target, own nothing, and return false after a jump.
struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf fault{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  bool ended_early = false;

  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { jpeg_destroy_decompress(&info); }
};

Decoder& decoder_of(j_common_ptr info) { return *static_cast<Decoder*>(info->client_data); }

[[noreturn]] void give_up(j_common_ptr info) {
  Decoder& decoder = decoder_of(info);
  info->err->format_message(info, decoder.message.data());
  std::longjmp(decoder.fault, 1);
}

/// Negative levels are warnings. Those for data that ends early mean missing pixels, which libjpeg would fill with
/// grey.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  const int code = info->err->msg_code;
  if (code != JWRN_JPEG_EOF && code != JWRN_HIT_MARKER) return;
  decoder_of(info).ended_early = true;
  give_up(info);
}

void print_nothing(j_common_ptr) {}

void watch_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMostScans) return;
  info->err->msg_code = JERR_BAD_PROGRESSION;
  give_up(info);
}

bool read_header(Decoder& decoder, std::string_view bytes) {
  decoder.info.err = jpeg_std_error(&decoder.errors);
  decoder.errors.error_exit = give_up;
  decoder.errors.emit_message = on_message;
  decoder.errors.output_message = print_nothing;
  decoder.info.client_data = &decoder;
  if (setjmp(decoder.fault) != 0) return false;
  jpeg_create_decompress(&decoder.info);
  decoder.progress.progress_monitor = watch_scans;
  decoder.info.progress = &decoder.progress;
  jpeg_mem_src(&decoder.info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&decoder.info, TRUE);
  return true;
}

void set_up(Decoder& decoder) {
  decoder.info.out_color_space = JCS_RGB;
  decoder.info.dct_method = JDCT_ISLOW;
  decoder.info.do_fancy_upsampling = TRUE;
}

bool read_pixels(Decoder& decoder, RgbImage& image) {
  if (setjmp(decoder.fault) != 0) return false;
  set_up(decoder);
  jpeg_start_decompress(&decoder.info);
  while (decoder.info.output_scanline < decoder.info.output_height) {
    JSAMPROW row = image.row(static_cast<int>(decoder.info.output_scanline));
    jpeg_read_scanlines(&decoder.info, &row, 1);
  }
  jpeg_finish_decompress(&decoder.info);
  return true;
}

/// Smooth upsampling looks at the neighbouring chroma sample, and libjpeg takes the edges of what it decodes for the
/// image's own. So this much more is decoded on every side and thrown away.
constexpr int kMargin = 2;

/// `spare_row` holds a row of the whole image.
bool read_region(Decoder& decoder, Region region, std::uint8_t* spare_row, RgbImage& into) {
  if (setjmp(decoder.fault) != 0) return false;
  set_up(decoder);
  jpeg_start_decompress(&decoder.info);
  const int width = static_cast<int>(decoder.info.output_width);
  JDIMENSION left = static_cast<JDIMENSION>(std::max(0, region.left - kMargin));
  JDIMENSION columns = static_cast<JDIMENSION>(std::min(width, region.left + region.width_px + kMargin)) - left;
  if (columns < decoder.info.output_width) jpeg_crop_scanline(&decoder.info, &left, &columns);
  const int rows_above = std::max(0, region.top - kMargin);
  if (rows_above > 0) jpeg_skip_scanlines(&decoder.info, static_cast<JDIMENSION>(rows_above));
  const std::size_t from = (static_cast<std::size_t>(region.left) - left) * 3;
  const std::size_t row_bytes = static_cast<std::size_t>(region.width_px) * 3;
  for (int y = rows_above; y < region.top + region.height_px; ++y) {
    JSAMPROW row = spare_row;
    jpeg_read_scanlines(&decoder.info, &row, 1);
    if (y >= region.top) std::memcpy(into.row(y - region.top), spare_row + from, row_bytes);
  }
  // What follows is not looked at.
  jpeg_abort_decompress(&decoder.info);
  return true;
}

[[noreturn]] void refuse(const Decoder& decoder, const std::string& name) {
  if (decoder.ended_early) {
    throw InputError({name, 0, ""}, "this JPEG file is truncated; fetch it again or leave its item out with --exclude");
  }
  throw InputError({name, 0, ""}, "this JPEG file cannot be decoded: " + std::string(decoder.message.data()));
}

/// Reads the header and refuses what read_image refuses.
Size checked_size(Decoder& decoder, std::string_view bytes, const std::string& name) {
  if (!read_header(decoder, bytes)) refuse(decoder, name);
  const J_COLOR_SPACE colours = decoder.info.jpeg_color_space;
  if (colours == JCS_CMYK || colours == JCS_YCCK) {
    throw InputError({name, 0, ""}, std::string("this JPEG file holds ") + (colours == JCS_CMYK ? "CMYK" : "YCCK") +
                                        " colours, made for print; convert it to RGB first");
  }
  if (decoder.info.num_components != 1 && decoder.info.num_components != 3) {
    throw InputError({name, 0, ""},
                     "expected a JPEG of 1 or 3 colour channels, got " + std::to_string(decoder.info.num_components));
  }
  check_image_size(decoder.info.image_width, decoder.info.image_height, name);
  return {static_cast<int>(decoder.info.image_width), static_cast<int>(decoder.info.image_height)};
}

/// One encoding, by the same rules as Decoder.
struct Encoder {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf fault{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  unsigned char* bytes = nullptr;
  unsigned long n_bytes = 0;

  Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }
};

[[noreturn]] void give_up_encoding(j_common_ptr info) {
  Encoder& encoder = *static_cast<Encoder*>(info->client_data);
  info->err->format_message(info, encoder.message.data());
  std::longjmp(encoder.fault, 1);
}

bool write_pixels(Encoder& encoder, const RgbImage& image, int quality) {
  encoder.info.err = jpeg_std_error(&encoder.errors);
  encoder.errors.error_exit = give_up_encoding;
  encoder.errors.output_message = print_nothing;
  encoder.info.client_data = &encoder;
  if (setjmp(encoder.fault) != 0) return false;
  jpeg_create_compress(&encoder.info);
  jpeg_mem_dest(&encoder.info, &encoder.bytes, &encoder.n_bytes);
  encoder.info.image_width = static_cast<JDIMENSION>(image.width_px);
  encoder.info.image_height = static_cast<JDIMENSION>(image.height_px);
  encoder.info.input_components = 3;
  encoder.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder.info);
  jpeg_set_quality(&encoder.info, quality, TRUE);
  jpeg_start_compress(&encoder.info, TRUE);
  while (encoder.info.next_scanline < encoder.info.image_height) {
    auto* row = const_cast<std::uint8_t*>(image.row(static_cast<int>(encoder.info.next_scanline)));
    jpeg_write_scanlines(&encoder.info, &row, 1);
  }
  jpeg_finish_compress(&encoder.info);
  return true;
}

void set_size(RgbImage& image, int width_px, int height_px) {
  image.width_px = width_px;
  image.height_px = height_px;
  image.pixels.resize(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 3);
}

}  // namespace

void decode_jpeg(std::string_view bytes, const std::string& name, RgbImage& into) {
  Decoder decoder;
  const Size size = checked_size(decoder, bytes, name);
  set_size(into, size.width_px, size.height_px);
  if (!read_pixels(decoder, into)) refuse(decoder, name);
}

void decode_jpeg_part(std::string_view bytes, const std::string& name, const std::function<Region(Size)>& choose,
                      RgbImage& into) {
  Decoder decoder;
  const Size size = checked_size(decoder, bytes, name);
  const Region region = choose(size);
  TRICKY_ASSERT(region.left >= 0 && region.top >= 0 && region.width_px > 0 && region.height_px > 0);
  TRICKY_ASSERT(region.left <= size.width_px - region.width_px && region.top <= size.height_px - region.height_px);
  set_size(into, region.width_px, region.height_px);
  thread_local std::vector<std::uint8_t> spare_row;
  spare_row.resize(static_cast<std::size_t>(size.width_px) * 3);
  if (!read_region(decoder, region, spare_row.data(), into)) refuse(decoder, name);
}

std::string encode_jpeg(const RgbImage& image, int quality) {
  Encoder encoder;
  if (!write_pixels(encoder, image, quality)) {
    throw InputError("an image cannot be made a JPEG: " + std::string(encoder.message.data()));
  }
  return {reinterpret_cast<const char*>(encoder.bytes), encoder.n_bytes};
}

}  // namespace tricky::stimuli
