#pragma once

#include "tricky/data/program.h"

namespace tricky::stimuli {

void run_pack(const Invocation& invocation);

}  // namespace tricky::stimuli
