#pragma once

#include <string>
#include <string_view>

#include "../figures/figure.h"

namespace tricky::analysis {

/// A picture by gnuplot made fit to stand inside a page: ink and letters take the page's colour and typeface (so it can
/// be dark), the figure's alt text names it, ids are unique to the figure, gnuplot's titles and namespaces are gone.
std::string inline_svg(std::string_view svg, const Figure& figure);

}  // namespace tricky::analysis
