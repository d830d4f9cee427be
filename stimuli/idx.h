#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace tricky::stimuli {

/// The beginning of an IDX file of unsigned bytes: 0, 0, 8 (the type), the number of dimensions, then each as a
/// big-endian 32-bit number.
struct IdxArray {
  std::vector<std::size_t> shape;      ///< as the file has it
  std::vector<std::uint8_t> elements;  ///< of the first rows only, when fewer were asked for
};

/// Reads an IDX file, plain or gzipped, of exactly `n_dimensions`. `most_rows` bounds how much of the first dimension
/// is kept (0: all); the rest is read and checked all the same. Throws InputError as load_idx describes.
IdxArray read_idx(const std::filesystem::path& path, std::size_t n_dimensions, std::size_t most_rows);

/// Only the shape; the elements are neither kept nor checked.
std::vector<std::size_t> read_idx_shape(const std::filesystem::path& path, std::size_t n_dimensions);

}  // namespace tricky::stimuli
