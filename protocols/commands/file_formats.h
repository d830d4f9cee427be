#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace tricky::protocols {

/// What `tricky check` says of one sound file: the format's name and what is in it.
struct FileSummary {
  std::string format;   ///< "difficulty table"
  std::string content;  ///< "50,000 items: 12,000 trivial, …"
};

/// Recognises a file of any of tricky's formats by its name and columns and reads all of it. Throws InputError with
/// file and line when it is damaged, and for files of no known format (saying which are known).
FileSummary check_file(const std::filesystem::path& path);

}  // namespace tricky::protocols
