#pragma once

#include "tricky/data/program.h"

namespace tricky::engine {

/// tricky features --weights FILE --preprocessing … --study DIR --layer NAME --output FILE.npy [--pool mean]
///                 [--list-layers] [--device …] [--threads N] [--batch N] [--replace]
void run_features(const Invocation& invocation);

}  // namespace tricky::engine
