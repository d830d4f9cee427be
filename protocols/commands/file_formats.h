#pragma once

#include <filesystem>

#include "tricky/data/file_format.h"

namespace tricky::protocols {

/// Recognises a file of any of tricky's formats by its name and columns and reads all of it. Throws InputError with
/// file and line when it is damaged, and for files of no known format (saying which are known).
FileSummary check_file(const std::filesystem::path& path);

/// The format among those of know_formats that recognises the file, or nullptr.
const FileFormat* other_format_of(const std::filesystem::path& path);

}  // namespace tricky::protocols
