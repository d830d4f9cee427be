#include "sample_images.h"

#include <zlib.h>

#include <stdexcept>

namespace {

std::string deflated(const std::string& bytes, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string packed(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

}  // namespace

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift & 0xFFU));
  return bytes;
}

std::string gzipped(const std::string& bytes) { return deflated(bytes, MAX_WBITS + 16); }

std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(static_cast<std::uint32_t>(sum));
}

std::string png_file(std::uint32_t width_px, std::uint32_t height_px, int bits, int colour_type,
                     const std::string& filtered_rows, const std::string& extra) {
  const std::string header = big_endian(width_px) + big_endian(height_px) + static_cast<char>(bits) +
                             static_cast<char>(colour_type) + std::string(3, '\0');
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + extra +
         png_chunk("IDAT", deflated(filtered_rows, MAX_WBITS)) + png_chunk("IEND", "");
}

std::string baseline_jpeg() {
  return from_hex(
      "ffd8ffe000104a46494600010100000100010000ffdb0043001b12141714111b1716171e1c1b2028422b28252528513a3d3042605565645f"
      "555d5b6a7899816a7190735b5d85b586909ea3abadab6780bcc9baa6c799a8aba4ffdb0043011c1e1e2823284e2b2b4ea46e5d6ea4a4a4a4"
      "a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4ffc00011080010001003"
      "012200021101031101ffc4001500010100000000000000000000000000000504ffc4001d1000020202030100000000000000000000010200"
      "03041105214151ffc4001501010100000000000000000000000000000003ffc4001911000203010000000000000000000000000102000311"
      "21ffda000c03010002110311003f001b1e8d98e71f48d8d0dc8b1eae80fb124bd31e9775019914b05f3a1ec3e15c03b2b6d6157b3fffd9");
}

std::string progressive_jpeg() {
  return from_hex(
      "ffd8ffe000104a46494600010100000100010000ffdb0043001b12141714111b1716171e1c1b2028422b28252528513a3d3042605565645f"
      "555d5b6a7899816a7190735b5d85b586909ea3abadab6780bcc9baa6c799a8aba4ffdb0043011c1e1e2823284e2b2b4ea46e5d6ea4a4a4a4"
      "a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4ffc20011080010001003"
      "012200021101031101ffc4001500010100000000000000000000000000000403ffc4001501010100000000000000000000000000000002ff"
      "da000c0301000210031000000113a2957fffc400191000030003000000000000000000000000000102031112ffda00080101000105029463"
      "44a37cafffc40017110003010000000000000000000000000000010211ffda0008010301013f01a9c47fffc4001611000300000000000000"
      "00000000000000000131ffda0008010201013f0170ffc40014100100000000000000000000000000000020ffda0008010100063f021fffc4"
      "001810010003010000000000000000000000000100101121ffda0008010100013f21b502a9d43727ffda000c03010002000300000010c7ff"
      "c400161100030000000000000000000000000000000121ffda0008010301013f10550fffc400171100030100000000000000000000000000"
      "00011121ffda0008010201013f10970969ffc400191001000301010000000000000000000000010011214151ffda0008010100013f10b581"
      "6517310f61cc2438c3b3ffd9");
}

std::string grey_jpeg() {
  return from_hex(
      "ffd8ffe000104a46494600010100000100010000ffdb004300281c1e231e19282321232d2b28303c64413c37373c7b585d4964918099968f"
      "808c8aa0b4e6c3a0aadaad8a8cc8ffcbdaeef5ffffff9bc1fffffffaffe6fdfff8ffc0000b080010001001011100ffc40015000101000000"
      "00000000000000000000000405ffc4001c10000202020300000000000000000000000103000211210431d1ffda0008010100003f009ca5e4"
      "ca7c558c8d43297d4655b54aed61bb56a481ecffd9");
}

std::string cmyk_jpeg() {
  return from_hex(
      "ffd8ffee000e41646f626500640000000000ffdb00430050373c463c32504641465a55505f78c882786e6e78f5afb991c8ffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc000140800100010044311004d11005911004b1100ffc400"
      "1800000301010000000000000000000000000003040102ffc400221000010402010403000000000000000000010002031121311204225161"
      "2371f0ffda000e0443004d0059004b00003f004b6352b465262883859d2b539b1ab3a719098191e78b7956ce82135b1a95a3288c7c4d175c"
      "b67d2163e68e2c5f27780aa8c96b1ce1b0095d1375db406403a03c9f7fbec5ffd9");
}
