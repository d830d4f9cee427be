#pragma once

#include <span>
#include <string_view>

namespace tricky::protocols {

/// A file of experiments/, preprocessing/, studies/ or templates/ as it was when the program was built.
struct ShippedFile {
  std::string_view path;  ///< "experiments/easier_image.toml"
  std::string_view text;
};
std::span<const ShippedFile> shipped_files();

}  // namespace tricky::protocols
