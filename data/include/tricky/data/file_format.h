#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tricky {

/// What `tricky check` says of one sound file: the format's name and what is in it.
struct FileSummary {
  std::string format;   ///< "difficulty table"
  std::string content;  ///< "50,000 items: 12,000 trivial, …"
};

/// What `tricky show` prints of a file.
struct FileTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< the first ones
  std::size_t n_rows = 0;                      ///< there are
};

/// A kind of file or folder that a part of the program knows, for `tricky check` and `tricky show`.
struct FileFormat {
  bool (*recognises)(const std::filesystem::path& path);
  /// Reads all of it. Throws InputError when it is damaged.
  FileSummary (*check)(const std::filesystem::path& path);
  FileTable (*table)(const std::filesystem::path& path, std::size_t most_rows);
};

}  // namespace tricky
