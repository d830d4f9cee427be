#pragma once

#include <span>

#include "tricky/data/file_format.h"
#include "tricky/data/program.h"

namespace tricky::stimuli {

/// The commands this folder brings to its program.
std::span<const Command> commands();

/// What `tricky check` and `tricky show` can do with files of this folder's: packed images, and a study folder's images.
std::span<const FileFormat> formats();

}  // namespace tricky::stimuli
