#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "commands/session_options.h"
#include "page_images.h"
#include "session_plan.h"
#include "simulated_observer.h"
#include "tricky/data/study_folder.h"

namespace tricky::runner {

/// A session's files and its plan: everything that can be known before images are read and a window is opened.
struct PreparedSession {
  std::filesystem::path protocol_file;
  std::filesystem::path list_file;
  std::filesystem::path folder;  ///< of the session; may not be there yet
  SessionPlan plan;
  std::optional<SimulatedObserver> simulated;  ///< none: a person sits there
  std::vector<PageImage> page_images;  ///< left empty here: load_page_images
};

/// The protocol's file: the option as a path, or as a name in the study's protocols/. Throws InputError naming what
/// there is.
std::filesystem::path find_protocol(const SessionOptions& options, const StudyFolder& study);
/// The list's file. Throws InputError naming the nearest list, or all.
std::filesystem::path find_list(const SessionOptions& options, const StudyFolder& study);
/// The names of the protocols in the study's protocols/, sorted.
std::vector<std::string> protocol_names(const StudyFolder& study);

/// Reads study, protocol and list and puts the trials in order. Throws InputError for whatever does not fit.
PreparedSession prepare_session(const SessionOptions& options, const Invocation& invocation);

}  // namespace tricky::runner
