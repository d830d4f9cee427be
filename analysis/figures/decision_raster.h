#pragma once

#include <string>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// Blue where a single network was wrong, white where it was right; light to dark red by how many of several networks
/// were wrong.
enum class RasterInk { blue, red };

/// Decisions on all items (from top to bottom) over the epochs (from left to right): the share of wrong ones in each
/// cell (paper, Figures 4 and 8). Rows beyond kMostRasterRows are averaged in equal parts, since no screen shows more.
inline constexpr std::size_t kMostRasterRows = 2000;

/// `wrong` is items x epochs, row-major, NaN where there is no response. Name, caption and alt text are the caller's.
/// TSV: a header naming the epochs, then one row a part of the items from top to bottom, a column an epoch.
Figure decision_raster(const std::vector<int>& epochs, const std::vector<float>& wrong, RasterInk ink);

}  // namespace tricky::analysis
