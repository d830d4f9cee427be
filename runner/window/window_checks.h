#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "checks/machine_checks.h"

namespace tricky::runner {

/// Whether the font files are there and have every character of `texts`.
StartCheck check_fonts(const std::vector<std::string>& texts, const std::filesystem::path& texts_from);

}  // namespace tricky::runner
