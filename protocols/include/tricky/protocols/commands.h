#pragma once

#include <span>

#include "tricky/data/program.h"

namespace tricky::protocols {

/// The commands this folder brings to its program.
std::span<const Command> commands();

}  // namespace tricky::protocols
