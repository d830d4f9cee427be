#include "byte_source.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <string>

#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

/// Deflate's best: 258 bytes from a 1-bit length and a 1-bit distance code, rounded up.
constexpr std::uint64_t kDeflateLimit = 1032;
constexpr int kGzip = 16;  // added to the window bits: zlib then wants a gzip header and checks the CRC-32

}  // namespace

ByteSource::ByteSource(const std::filesystem::path& path)
    : path_(path), file_(path), rest_(file_.bytes()), packed_(rest_.starts_with("\x1f\x8b")) {
  if (!packed_) return;
  if (inflateInit2(&stream_, MAX_WBITS + kGzip) != Z_OK) throw std::bad_alloc();
}

ByteSource::~ByteSource() {
  if (packed_) inflateEnd(&stream_);
}

std::uint64_t ByteSource::most_bytes() const {
  const std::uint64_t size = file_.bytes().size();
  return packed_ ? size * kDeflateLimit : size;
}

std::size_t ByteSource::unpack(std::span<std::uint8_t> to) {
  constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();
  std::size_t n = 0;
  while (n < to.size() && !ended_) {
    const std::size_t offered = std::min(rest_.size(), kMostAtOnce);
    const std::size_t wanted = std::min(to.size() - n, kMostAtOnce);
    // zlib does not write to its input, though it was declared before const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = static_cast<uInt>(offered);
    stream_.next_out = to.data() + n;
    stream_.avail_out = static_cast<uInt>(wanted);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    rest_.remove_prefix(offered - stream_.avail_in);
    n += wanted - stream_.avail_out;
    if (status == Z_STREAM_END) {
      ended_ = true;
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status == Z_BUF_ERROR) {
      throw InputError({path_, 0, ""}, "this gzip file is truncated; fetch it again");
    } else if (status != Z_OK) {
      throw InputError({path_, 0, ""}, std::string("this gzip file is damaged") +
                                           (stream_.msg != nullptr ? std::string(": ") + stream_.msg : "") +
                                           "; fetch it again");
    }
  }
  return n;
}

void ByteSource::read(std::span<std::uint8_t> to) {
  if (to.empty()) return;
  std::size_t n = 0;
  if (packed_) {
    n = unpack(to);
  } else {
    n = std::min(to.size(), rest_.size());
    if (n > 0) std::memcpy(to.data(), rest_.data(), n);  // an empty file has no address to copy from
    rest_.remove_prefix(n);
  }
  if (n < to.size()) {
    throw InputError({path_, 0, ""}, "the content ends " + std::to_string(to.size() - n) +
                                         " bytes early; the file is truncated, fetch it again");
  }
}

void ByteSource::expect_end() {
  if (packed_) {
    // Asking for one byte more makes zlib come to the end and check the sum.
    std::uint8_t more = 0;
    if (unpack({&more, 1}) != 0) throw InputError({path_, 0, ""}, "holds more than its header announces");
  }
  if (!rest_.empty()) {
    throw InputError({path_, 0, ""}, std::to_string(rest_.size()) + " bytes follow the end of the data");
  }
}

}  // namespace tricky::stimuli
