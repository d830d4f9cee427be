#pragma once

#include "run_files.h"

namespace tricky::engine {

/// What a run that begins will compute with. Throws InputError when a GPU is asked for that LibTorch does not find.
Hardware choose_hardware(const Machine& machine);

/// Sets threads, and deterministic or fastest algorithms, for this process. Memory that tensors give back stays with
/// the process from now on.
void apply_hardware(const Hardware& hardware, bool deterministic);

/// The libraries' versions and the switches that results may depend on, as they are now.
Value settings_in_use();

}  // namespace tricky::engine
