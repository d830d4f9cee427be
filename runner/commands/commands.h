#pragma once

#include "tricky/data/program.h"

namespace tricky::runner {

void run_session_command(const Invocation& invocation);
void run_timing_command(const Invocation& invocation);

}  // namespace tricky::runner
