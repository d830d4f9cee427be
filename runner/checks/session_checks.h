#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "checks/start_check.h"
#include "session_plan.h"
#include "tricky/data/study_folder.h"

namespace tricky::runner {

// What the study's files say about a session that is to start. None of these writes anything.

/// Decodes every image and holds it against the list's digests.
StartCheck check_images(const StimulusList& list, const std::filesystem::path& list_file);

/// The images that pages of instructions show; nothing where none does.
std::optional<StartCheck> check_page_images(const protocols::Protocol& protocol, const StudyFolder& study,
                                            const std::filesystem::path& protocol_file);

/// The keys that answer. A key that also turns pages is a warning: an impatient observer answers with it.
StartCheck check_keys(const protocols::Protocol& protocol);

/// The observer's first session number without a journal.
int first_free_session(const StudyFolder& study, const SessionRecord& record);

/// Whether the session's folder holds a session already: a finished one, one to be resumed, one that runs now.
/// `resume` is what was asked for. Names the first session number that is free.
StartCheck check_earlier_sessions(const StudyFolder& study, const SessionPlan& plan, bool resume);

/// Whether it will count as data: pilots and simulated observers do not.
StartCheck check_origin(const SessionPlan& plan);

/// The clock must not stand before the study's own files, by more than a minute.
StartCheck check_clock(const StudyFolder& study, const std::filesystem::path& list_file,
                       std::filesystem::file_time_type now = std::filesystem::file_time_type::clock::now());

}  // namespace tricky::runner
