#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tricky::runner {

/// What was started last in a study, so that the launcher can offer it again.
struct RecentStudy {
  std::filesystem::path study;  ///< absolute
  std::string protocol;
  std::string list;
  bool fullscreen = false;
  std::string trigger_port = {};  ///< empty: none was named
};

/// $XDG_STATE_HOME/tricky/recent_studies.json, ~/.local/state where that is not set; empty where there is no home.
std::filesystem::path recent_studies_file();

/// The last one first. A file that cannot be read counts as none, and `complaint` says so.
std::vector<RecentStudy> read_recent_studies(const std::filesystem::path& file, std::string& complaint);

/// Puts `study` first, each study once, at most eight.
void remember_study(const std::filesystem::path& file, const RecentStudy& study);

}  // namespace tricky::runner
