#pragma once

#include <filesystem>
#include <string>

#include "session_plan.h"
#include "tricky/data/value.h"

namespace tricky::runner {

// Keep what an observer says in observer.json beside the session's folder, in this session's entry; all else stays. Throw
// InputError when the file is there and not what it should be, IoError when it cannot be written.

void keep_answers(const std::filesystem::path& session_folder, const SessionPlan& plan, Value answers);
void keep_comment(const std::filesystem::path& session_folder, const SessionPlan& plan, std::string comment);

}  // namespace tricky::runner
