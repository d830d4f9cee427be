#pragma once

#include "tricky/data/program.h"

namespace tricky::analysis {

void run_difficulty(const Invocation& invocation);
void run_analyse(const Invocation& invocation);
void run_power(const Invocation& invocation);
void run_report(const Invocation& invocation);

}  // namespace tricky::analysis
