#pragma once

#include <string>
#include <vector>

#include "figure.h"
#include "tricky/data/difficulty.h"

namespace tricky::analysis {

/// One number in the classes of difficulty.
struct ClassPanel {
  struct Values {
    Difficulty difficulty = Difficulty::trivial;
    std::vector<double> sorted;
  };
  std::string title;
  std::vector<Values> classes;
};

/// Cumulative distributions, a panel a number, a line a class: where the lines part, the number tells the classes apart.
/// Numbers that are the same for every image have no panel; the caption names them.
/// TSV: number, panel, difficulty, value, share (of the class's images at or below it).
Figure class_distributions(const std::string& name, const std::vector<ClassPanel>& panels);

}  // namespace tricky::analysis
