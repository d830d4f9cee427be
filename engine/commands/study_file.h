#pragma once

#include <filesystem>

namespace tricky::engine {

/// The study file that a user means who names it, or the folder it is in.
inline std::filesystem::path study_file_of(const std::filesystem::path& given) {
  return std::filesystem::is_directory(given) ? given / "study.toml" : given;
}

}  // namespace tricky::engine
