#pragma once

#include <filesystem>
#include <string>

namespace tricky::runner {

/// The monitor window: shows how the session in this folder goes until the window is closed. It reads the journal and
/// nothing else, as the least urgent process there is, so it cannot disturb the session's times, nor take the session
/// along when it fails. On another monitor than the observer's (number or name; empty: the one that is remembered) where
/// there is one; it does not take the keyboard.
void watch_session(const std::filesystem::path& session_folder, double scale, const std::string& observers_monitor);

}  // namespace tricky::runner
