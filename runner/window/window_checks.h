#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "checks/machine_checks.h"

namespace tricky::runner {

/// The displays a window could open on, the first first; none, and SDL's reason in `why_none`, where there is no
/// display. Starts and ends SDL's video unless it runs already.
std::vector<DisplayFacts> list_displays(std::string& why_none);

/// Whether the font files are there and have every character of `texts`.
StartCheck check_fonts(const std::vector<std::string>& texts, const std::filesystem::path& texts_from);

}  // namespace tricky::runner
