#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "figure.h"
#include "tricky/data/stimulus_list.h"

namespace tricky::analysis {

/// The first images of a list as observers see them, pixel for pixel, each with its item id, category and how many networks
/// were right (paper, Figures 18 and 19): of a list of pairs eight main trials, impossible images above trivial ones; of a
/// list of ratings four images of each difficulty. The pictures are the list's own PNG files, which gnuplot reads from
/// `lists` (relative to the figure's folder). Nothing for lists without images, and where a file is missing or has a name
/// that a script cannot hold. Name, caption and alt text are the caller's.
/// TSV: column, row, trial, position, item_id, difficulty, n_correct, n_makers, category, image.
std::optional<Figure> contact_sheet(const StimulusList& list, const std::filesystem::path& lists_folder,
                                    const std::string& lists_from_figures);

}  // namespace tricky::analysis
