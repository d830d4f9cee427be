#pragma once

#include <chrono>
#include <filesystem>
#include <span>

#include "figure.h"

namespace tricky::analysis {

/// Writes NAME.tsv and NAME.gp of every figure into `folder` and has gnuplot make NAME.svg and NAME.pdf beside them, as
/// many gnuplots at a time as the machine has processors. The same figures give the same bytes: the date that cairo
/// puts into a PDF is blanked.
///
/// Throws IoError when gnuplot is missing (naming the Debian package), fails (with what it said), takes longer than
/// `limit`, or leaves no picture. Pictures of an earlier run are removed first, so a failure never leaves an old
/// picture beside new data.
void draw(const std::filesystem::path& folder, std::span<const Figure> figures,
          std::chrono::seconds limit = std::chrono::seconds(60));

}  // namespace tricky::analysis
