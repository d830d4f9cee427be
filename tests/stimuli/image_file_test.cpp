#include "tricky/stimuli/image_file.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "stimuli/sample_images.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"

using namespace tricky::stimuli;
using Bytes = std::vector<std::uint8_t>;
using Catch::Matchers::Contains;

namespace {

RgbImage decoded(const std::string& bytes) {
  const TemporaryFolder folder;
  // The name says nothing: files are told apart by content.
  std::ofstream(folder / "image.gif", std::ios::binary) << bytes;
  return read_image(folder / "image.gif");
}

/// The message with which the bytes are refused.
std::string refusal(const std::string& bytes) {
  try {
    decoded(bytes);
  } catch (const tricky::InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

enum ColourType { grey = 0, colour = 2, palette = 3, grey_alpha = 4, colour_alpha = 6 };

}  // namespace

TEST_CASE("JPEG files decode to Pillow's bytes") {
  const RgbImage image = decoded(baseline_jpeg());
  CHECK(image.width_px == 16);
  CHECK(image.height_px == 16);
  CHECK(sha256_of_pixels(image) == kJpegPixels);
  CHECK(sha256_of_pixels(decoded(progressive_jpeg())) == kJpegPixels);
}

TEST_CASE("a grey JPEG is replicated to three channels") {
  const RgbImage image = decoded(grey_jpeg());
  CHECK(sha256_of_pixels(image) == kGreyJpegPixels);
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    REQUIRE(image.pixels[i] == image.pixels[i + 1]);
    REQUIRE(image.pixels[i] == image.pixels[i + 2]);
  }
}

TEST_CASE("PNG files of every kind become RGB as in Pillow") {
  SECTION("8-bit colour") {
    CHECK(decoded(png_file(2, 1, 8, colour, bytes_of({0, 1, 2, 3, 4, 5, 6}))).pixels == Bytes{1, 2, 3, 4, 5, 6});
  }
  SECTION("alpha is dropped, not blended") {
    CHECK(decoded(png_file(1, 1, 8, colour_alpha, bytes_of({0, 9, 8, 7, 0}))).pixels == Bytes{9, 8, 7});
    CHECK(decoded(png_file(2, 1, 8, grey_alpha, bytes_of({0, 9, 0, 200, 128}))).pixels ==
          Bytes{9, 9, 9, 200, 200, 200});
  }
  SECTION("a transparent colour is a colour") {
    const std::string transparent = png_chunk("tRNS", bytes_of({0, 1, 0, 2, 0, 3}));
    CHECK(decoded(png_file(1, 1, 8, colour, bytes_of({0, 1, 2, 3}), transparent)).pixels == Bytes{1, 2, 3});
  }
  SECTION("16-bit colour and grey with alpha keep the high byte") {
    CHECK(decoded(png_file(1, 1, 16, colour, bytes_of({0, 0x12, 0xff, 0x34, 0xff, 0xff, 0xfe}))).pixels ==
          Bytes{0x12, 0x34, 0xff});
    CHECK(decoded(png_file(1, 1, 16, grey_alpha, bytes_of({0, 0x80, 0xff, 0, 0}))).pixels == Bytes{0x80, 0x80, 0x80});
  }
  SECTION("16-bit grey is clipped at 255") {
    CHECK(decoded(png_file(3, 1, 16, grey, bytes_of({0, 0, 5, 0, 254, 0xea, 0x60}))).pixels ==
          Bytes{5, 5, 5, 254, 254, 254, 255, 255, 255});
  }
  SECTION("grey of few bits is spread over the whole range") {
    CHECK(decoded(png_file(4, 1, 2, grey, bytes_of({0, 0b00011011}))).pixels ==
          Bytes{0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255});
    CHECK(decoded(png_file(2, 1, 1, grey, bytes_of({0, 0b01000000}))).pixels == Bytes{0, 0, 0, 255, 255, 255});
    CHECK(decoded(png_file(1, 1, 4, grey, bytes_of({0, 0x30}))).pixels == Bytes{51, 51, 51});
  }
  SECTION("palette colours are looked up, whatever their transparency") {
    const std::string colours = png_chunk("PLTE", bytes_of({1, 2, 3, 4, 5, 6})) + png_chunk("tRNS", bytes_of({0}));
    CHECK(decoded(png_file(2, 1, 8, palette, bytes_of({0, 1, 0}), colours)).pixels == Bytes{4, 5, 6, 1, 2, 3});
    CHECK(decoded(png_file(2, 1, 1, palette, bytes_of({0, 0b10000000}), colours)).pixels == Bytes{4, 5, 6, 1, 2, 3});
  }
  SECTION("gamma is ignored") {
    const std::string gamma = png_chunk("gAMA", big_endian(100'000));
    CHECK(decoded(png_file(1, 1, 8, colour, bytes_of({0, 10, 20, 30}), gamma)).pixels == Bytes{10, 20, 30});
  }
}

TEST_CASE("a PNG that was written reads back as the same pixels") {
  const TemporaryFolder folder;
  const RgbImage image = made_image(57, 31);
  write_png(folder / "new/image.png", image);
  const RgbImage again = read_image(folder / "new/image.png");
  CHECK(again.width_px == 57);
  CHECK(again.height_px == 31);
  CHECK(again.pixels == image.pixels);
}

TEST_CASE("the digest of pixels is that of their bytes") {
  // SHA-256 of "abc", FIPS 180-4's example.
  CHECK(sha256_of_pixels({1, 1, {'a', 'b', 'c'}}) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("JPEGs in printing colours are refused") {
  CHECK_THAT(refusal(cmyk_jpeg()), Contains("image.gif") && Contains("CMYK"));
  // The last byte of Adobe's marker says how the four colours are coded.
  std::string ycck = cmyk_jpeg();
  ycck[17] = 2;
  CHECK_THAT(refusal(ycck), Contains("YCCK"));
}

TEST_CASE("animated PNGs are refused") {
  const std::string control = png_chunk("acTL", big_endian(2) + big_endian(0));
  CHECK_THAT(refusal(png_file(1, 1, 8, colour, bytes_of({0, 1, 2, 3}), control)),
             Contains("image.gif") && Contains("animated"));
}

TEST_CASE("an image cut anywhere is refused") {
  const std::string png = png_file(16, 16, 8, grey, std::string(16 * 17, '\0'));
  for (const std::string& whole : {baseline_jpeg(), progressive_jpeg(), grey_jpeg(), png}) {
    REQUIRE(refusal(whole) == "accepted");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO("cut to " << size << " of " << whole.size());
      REQUIRE(refusal(whole.substr(0, size)) != "accepted");
    }
  }
  CHECK_THAT(refusal(baseline_jpeg().substr(0, 300)), Contains("truncated"));
  CHECK_THAT(refusal(baseline_jpeg().substr(0, 333)), Contains("truncated"));  // only the end marker is missing
  CHECK_THAT(refusal(png.substr(0, png.size() - 20)), Contains("truncated"));
  // Cut, and ended properly: libjpeg would fill the rest with grey.
  CHECK_THAT(refusal(baseline_jpeg().substr(0, 310) + "\xff\xd9"), Contains("truncated"));
}

TEST_CASE("any changed byte gives an image or an InputError") {
  for (const std::string& whole :
       {baseline_jpeg(), progressive_jpeg(), cmyk_jpeg(), png_file(4, 4, 8, grey, std::string(4 * 5, '\0'))}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const char flip : {'\x01', '\x80', '\xff'}) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ flip);
        CHECK_NOTHROW(refusal(changed));
      }
    }
  }
}

TEST_CASE("an image larger than allowed is refused from its header") {
  CHECK_THAT(refusal(png_file(2'000'000'000, 2'000'000'000, 8, colour, "")), Contains("2,000,000,000 x"));
  CHECK_THAT(refusal(png_file(10'001, 10'000, 1, grey, "")), Contains("100,000,000 allowed"));
  std::string jpeg = grey_jpeg();
  const std::size_t frame = jpeg.find("\xff\xc0");
  REQUIRE(frame != std::string::npos);
  jpeg.replace(frame + 5, 4, "\xfd\xe8\xfd\xe8");  // 65,000 x 65,000
  CHECK_THAT(refusal(jpeg), Contains("65,000 x 65,000"));
}

TEST_CASE("other formats are refused by name") {
  CHECK_THAT(refusal("GIF89a and so on"), Contains("GIF"));
  CHECK_THAT(refusal(std::string("RIFF\x10\0\0\0WEBPVP8 ", 16)), Contains("WebP"));
  CHECK_THAT(refusal("BM123456"), Contains("BMP"));
  CHECK_THAT(refusal(std::string("II*\0abcd", 8)), Contains("TIFF"));
  CHECK_THAT(refusal("hello"), Contains("something else"));
  CHECK_THAT(refusal(""), Contains("empty"));
}

TEST_CASE("a damaged PNG is refused") {
  std::string png = png_file(1, 1, 8, colour, bytes_of({0, 1, 2, 3}));
  png[png.find("IDAT") + 6] ^= 1;
  CHECK_THAT(refusal(png), Contains("cannot be decoded"));
  const std::string colours = png_chunk("PLTE", bytes_of({1, 2, 3}));
  CHECK_THAT(refusal(png_file(1, 1, 8, palette, bytes_of({0, 7}), colours)), Contains("colour 7 of a palette of 1"));
  CHECK(refusal(png_file(1, 1, 8, palette, bytes_of({0, 0}))) != "accepted");  // no palette
}

TEST_CASE("a folder or a missing file is no image") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(read_image(folder.path()), tricky::InputError);
  CHECK_THROWS(read_image(folder / "none.png"));
}
