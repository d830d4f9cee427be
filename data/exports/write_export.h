#pragma once

#include <filesystem>

#include "exports/exports.h"

namespace tricky {

/// Writes the files into a folder that must not be there yet (or be empty), which appears under its name when all is
/// written and synced. Personal files are readable by their owner alone. Throws InputError, IoError.
void write_export(const std::filesystem::path& folder, const ExportedFiles& files);

}  // namespace tricky
