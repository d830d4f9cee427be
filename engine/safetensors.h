#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tricky/data/files.h"

namespace tricky::engine {

/// The element types of safetensors files that tricky reads.
enum class ElementType { f16, bf16, f32, f64, i64 };

/// A tensor as it lies in a file: C order, little-endian, perhaps not aligned.
struct StoredTensor {
  std::string name;
  ElementType type = ElementType::f32;
  std::vector<std::int64_t> shape;
  std::string_view bytes;

  std::size_t n_elements() const;
};

/// The elements of a tensor of any type as float32, rounded to nearest; `into` has n_elements() of them.
void read_as_float(const StoredTensor& tensor, std::span<float> into);

/// A file of named tensors that any program reads and that cannot hold code (huggingface.co/docs/safetensors):
///
///   8 bytes      length of the header, little-endian
///   header       JSON: {"name": {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [begin, end]}, …}, and
///                perhaps "__metadata__": {"key": "text"}
///   elements     counted from here by data_offsets, one tensor after the other without gaps
///
/// Nothing in the file is believed before it was checked against the file's size. Faults are InputErrors naming the
/// file and the tensor.
class SafetensorsFile {
 public:
  using Metadata = std::vector<std::pair<std::string, std::string>>;

  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  /// In the order of the elements; `bytes` live as long as this object.
  const std::vector<StoredTensor>& tensors() const { return tensors_; }
  const Metadata& metadata() const { return metadata_; }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  std::vector<StoredTensor> tensors_;
  Metadata metadata_;
};

/// Writes such a file in one step. Tensors with larger elements come first, so that all are aligned.
void write_safetensors(const std::filesystem::path& path, std::span<const StoredTensor> tensors,
                       const SafetensorsFile::Metadata& metadata);

}  // namespace tricky::engine
