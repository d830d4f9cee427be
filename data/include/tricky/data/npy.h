#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/data/files.h"

namespace tricky {

/// Element types of .npy files that tricky reads: little-endian '<u2' and so on; '|u1' has no byte order.
enum class NpyType { u1, u2, i4, i8, f4, f8 };

/// A NumPy array file (format 1.0 and 2.0, C order) mapped for reading. The header's shape is trusted only after it
/// matches the file's size, so a file that announces 10^12 rows is refused without allocating anything.
/// Faults are InputErrors naming the file: not an .npy file, truncated, trailing bytes, Fortran order, other types.
class NpyFile {
 public:
  explicit NpyFile(const std::filesystem::path& path);

  NpyType type() const { return type_; }
  const std::vector<std::size_t>& shape() const { return shape_; }
  std::size_t n_elements() const { return n_elements_; }

  /// The elements, if they are of exactly this type (uint8_t, uint16_t, int32_t, int64_t, float, double); else
  /// InputError.
  template <typename T>
  std::span<const T> as() const;

  /// Element `i` (in C order) of any type, as a double.
  double real_at(std::size_t i) const;

 private:
  std::filesystem::path path_;
  MappedFile file_;
  NpyType type_ = NpyType::u1;
  std::vector<std::size_t> shape_;
  std::size_t n_elements_ = 0;
  const char* elements_ = nullptr;
};

/// The bytes of an .npy file (format 1.0); the product of `shape` must be the number of elements.
template <typename T>
std::string npy_bytes(std::span<const T> elements, const std::vector<std::size_t>& shape);

/// The bytes of such a file before its elements.
template <typename T>
std::string npy_header(const std::vector<std::size_t>& shape);

/// write_file of npy_bytes.
template <typename T>
void write_npy(const std::filesystem::path& path, std::span<const T> elements, const std::vector<std::size_t>& shape) {
  write_file(path, npy_bytes(elements, shape));
}

}  // namespace tricky
