#pragma once

#include "tricky/data/program.h"

namespace tricky::protocols {

void run_init(const Invocation& invocation);
void run_check(const Invocation& invocation);
void run_show(const Invocation& invocation);

}  // namespace tricky::protocols
