#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky evaluate --weights FILE --study DIR --preprocessing NAME|FILE.toml [--name NAME] [--class-offset N]
///                 [--classes FILE.csv] [--device …] [--threads N] [--batch N] [--replace]
void run_evaluate(const Invocation& invocation);

}  // namespace tricky::engine
