#pragma once

#include <optional>

namespace tricky::runner {

/// Seconds since the kernel started this process, to 10 ms: the front door, where it became this program. Nothing where
/// /proc does not say.
std::optional<double> process_age_s();

}  // namespace tricky::runner
