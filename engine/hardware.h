#pragma once

#include "run_files.h"

namespace tricky::engine {

/// What a run that begins will compute with. Throws InputError when a GPU is asked for that LibTorch does not find.
Hardware choose_hardware(const Machine& machine);

/// Sets threads, and deterministic or fastest algorithms, for this process.
void apply_hardware(const Hardware& hardware, bool deterministic);

}  // namespace tricky::engine
