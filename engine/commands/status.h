#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky status STUDY.toml [--json] [--watch]
void run_status(const Invocation& invocation);

}  // namespace tricky::engine
