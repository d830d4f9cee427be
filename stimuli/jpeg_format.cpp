#include "jpeg_format.h"

#include <array>
#include <csetjmp>
#include <cstdio>
#include <string>

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

bool read_pixels(Decoder& decoder, RgbImage& image) {
  if (setjmp(decoder.fault) != 0) return false;
  decoder.info.out_color_space = JCS_RGB;
  decoder.info.dct_method = JDCT_ISLOW;
  decoder.info.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&decoder.info);
  while (decoder.info.output_scanline < decoder.info.output_height) {
    JSAMPROW row = image.row(static_cast<int>(decoder.info.output_scanline));
    jpeg_read_scanlines(&decoder.info, &row, 1);
  }
  jpeg_finish_decompress(&decoder.info);
  return true;
}

[[noreturn]] void refuse(const Decoder& decoder, const std::filesystem::path& path) {
  if (decoder.ended_early) {
    throw InputError({path, 0, ""}, "this JPEG file is truncated; fetch it again or leave its item out with --exclude");
  }
  throw InputError({path, 0, ""}, "this JPEG file cannot be decoded: " + std::string(decoder.message.data()));
}

}  // namespace

RgbImage decode_jpeg(std::string_view bytes, const std::filesystem::path& path) {
  Decoder decoder;
  if (!read_header(decoder, bytes)) refuse(decoder, path);
  const J_COLOR_SPACE colours = decoder.info.jpeg_color_space;
  if (colours == JCS_CMYK || colours == JCS_YCCK) {
    throw InputError({path, 0, ""}, std::string("this JPEG file holds ") + (colours == JCS_CMYK ? "CMYK" : "YCCK") +
                                        " colours, made for print; convert it to RGB first");
  }
  if (decoder.info.num_components != 1 && decoder.info.num_components != 3) {
    throw InputError({path, 0, ""},
                     "expected a JPEG of 1 or 3 colour channels, got " + std::to_string(decoder.info.num_components));
  }
  check_image_size(decoder.info.image_width, decoder.info.image_height, path);
  RgbImage image = black_image(static_cast<int>(decoder.info.image_width), static_cast<int>(decoder.info.image_height));
  if (!read_pixels(decoder, image)) refuse(decoder, path);
  return image;
}

}  // namespace tricky::stimuli
