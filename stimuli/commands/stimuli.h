#pragma once

#include "tricky/data/program.h"

namespace tricky::stimuli {

/// tricky stimuli pairs|ratings: draws a list, makes its images, writes both.
void run_stimuli(const Invocation& invocation);

}  // namespace tricky::stimuli
