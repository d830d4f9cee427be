#pragma once

#include <span>

#include "tricky/data/program.h"

namespace tricky {

/// The commands this folder brings to its program.
std::span<const Command> data_commands();

}  // namespace tricky
