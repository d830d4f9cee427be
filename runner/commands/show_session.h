#pragma once

#include <vector>

#include "commands/prepared_session.h"
#include "session_loop.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// Runs the session in a window, or with a simulated observer and without one. Frees the images once they are uploaded.
SessionEnd show_session(const SessionOptions& options, const PreparedSession& prepared, SessionStore& store,
                        std::vector<stimuli::RgbImage>& images);

}  // namespace tricky::runner
