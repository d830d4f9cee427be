#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace tricky::analysis {

/// Runs `program ARGUMENTS…` in `folder` for each entry of `jobs` (its arguments), at most `at_once` at a time, with an
/// empty input and no shell. Returns when all have ended.
///
/// Throws IoError when the program is not on the PATH (`install_hint` says what brings it), ends with anything but 0
/// (its last words on stderr are quoted), or is not done after `limit`; every process still running is then ended
/// first.
void run_all(const std::string& program, const std::string& install_hint, const std::filesystem::path& folder,
             const std::vector<std::vector<std::string>>& jobs, std::size_t at_once, std::chrono::seconds limit);

}  // namespace tricky::analysis
