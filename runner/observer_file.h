#pragma once

#include <filesystem>

#include "session_plan.h"
#include "tricky/data/value.h"

namespace tricky::runner {

/// Keeps personal data of a session in observer.json beside the session's folder, which only its owner may read:
/// `field` ("answers", "comment") of this session's entry becomes `value`; all else stays. Throws InputError when the
/// file is there and not what it should be, IoError when it cannot be written.
void keep_personal(const std::filesystem::path& session_folder, const SessionPlan& plan, std::string_view field,
                   Value value);

}  // namespace tricky::runner
