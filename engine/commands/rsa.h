#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky rsa FILE.npy FILE.npy … [--base NAME] [--output DIR] [--threads N] [--json]
void run_rsa(const Invocation& invocation);

}  // namespace tricky::engine
