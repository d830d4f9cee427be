#pragma once

#include <span>

#include "tricky/data/file_format.h"
#include "tricky/data/program.h"

namespace tricky::protocols {

/// The commands this folder brings to its program.
std::span<const Command> commands();

/// Formats of other folders' files, which `check` and `show` shall handle too; for main, before it runs a command.
void know_formats(std::span<const FileFormat> formats);

}  // namespace tricky::protocols
