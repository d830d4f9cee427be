#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky train STUDY.toml [--run N] [--list] [--device auto|cpu|cuda] [--threads N]
void run_train(const Invocation& invocation);

}  // namespace tricky::engine
