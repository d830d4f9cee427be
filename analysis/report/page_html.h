#pragma once

#include <filesystem>
#include <string>

#include "page.h"

namespace tricky::analysis {

/// The page as one self-contained HTML file: style and pictures are inside, nothing is loaded, no script runs (the
/// page's own content policy forbids both). Figures must have been drawn into `figures`; links to their data, script,
/// SVG and PDF are relative to `figures_href` ("figures"). Figures with nothing to show say so in words. Throws IoError
/// when a picture is missing.
std::string to_html(const Page& page, const std::filesystem::path& figures, const std::string& figures_href);

/// The figures on the page in order, those with something to show.
std::vector<Figure> figures_of(const Page& page);

}  // namespace tricky::analysis
