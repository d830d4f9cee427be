#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky train STUDY.toml [--run WHICH…] [--list [--json]] [--parallel N] [--device auto|cpu|cuda] [--threads N]
///                         [--slurm [--array-limit N] [--sbatch-args ARGS] [--dry-run]]
void run_train(const Invocation& invocation);

}  // namespace tricky::engine
