#include "idx.h"

#include <algorithm>
#include <array>
#include <string>

#include "byte_source.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::stimuli {

namespace {

constexpr std::uint8_t kUnsignedByte = 0x08;

std::vector<std::size_t> read_shape(ByteSource& source, std::size_t n_dimensions) {
  std::array<std::uint8_t, 4> start{};
  source.read(start);
  if (start[0] != 0 || start[1] != 0) {
    throw InputError({source.path(), 0, ""}, "expected an IDX file (MNIST's format), which begins with two zero bytes");
  }
  if (start[2] != kUnsignedByte) {
    throw InputError({source.path(), 0, ""},
                     "expected IDX elements of type 8 (unsigned byte), got type " + std::to_string(start[2]));
  }
  if (start[3] != n_dimensions) {
    throw InputError({source.path(), 0, ""}, "expected " + std::to_string(n_dimensions) + " dimensions (" +
                                                 (n_dimensions == 1 ? "labels" : "images: number, height, width") +
                                                 "), got " + std::to_string(start[3]));
  }
  std::vector<std::size_t> shape;
  for (std::size_t i = 0; i < n_dimensions; ++i) {
    std::array<std::uint8_t, 4> number{};
    source.read(number);
    shape.push_back(std::size_t{number[0]} << 24U | std::size_t{number[1]} << 16U | std::size_t{number[2]} << 8U |
                    number[3]);
    if (shape.back() == 0) throw InputError({source.path(), 0, ""}, "announces no data: a dimension is 0");
  }
  return shape;
}

/// The number of elements, which must be possible in a file of this size.
std::size_t checked_size(const ByteSource& source, const std::vector<std::size_t>& shape) {
  std::uint64_t size = 1;
  for (const std::size_t n : shape) {
    // Factors are below 2^32, and `size` stays below what a file can hold: no overflow goes unseen.
    if (size > source.most_bytes() / n) {
      std::vector<std::string> sides;
      for (const std::size_t each : shape) sides.push_back(with_thousands(static_cast<std::int64_t>(each)));
      throw InputError({source.path(), 0, ""}, "announces " + join(sides, " x ") +
                                                   " bytes, more than a file of this size can hold; it is truncated or "
                                                   "damaged, fetch it again");
    }
    size *= n;
  }
  return size;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path, std::size_t n_dimensions, std::size_t most_rows) {
  ByteSource source(path);
  IdxArray array;
  array.shape = read_shape(source, n_dimensions);
  const std::size_t n_elements = checked_size(source, array.shape);
  const std::size_t n_rows = most_rows == 0 ? array.shape[0] : std::min(most_rows, array.shape[0]);
  array.elements.resize(n_elements / array.shape[0] * n_rows);
  source.read(array.elements);
  std::vector<std::uint8_t> passed_over(std::size_t{1} << 16U);
  for (std::size_t left = n_elements - array.elements.size(); left > 0;) {
    const std::size_t n = std::min(left, passed_over.size());
    source.read(std::span(passed_over).first(n));
    left -= n;
  }
  source.expect_end();
  return array;
}

std::vector<std::size_t> read_idx_shape(const std::filesystem::path& path, std::size_t n_dimensions) {
  ByteSource source(path);
  return read_shape(source, n_dimensions);
}

}  // namespace tricky::stimuli
