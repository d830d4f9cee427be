#pragma once

#include <string>
#include <utility>
#include <vector>

#include "page.h"

namespace tricky::analysis {

/// A page's tables as LaTeX fragments for \input: one `table` environment each, booktabs rules, caption, notes below,
/// label tab:NAME. What came from outside is escaped, so that no name can be a command; the signs that our own words
/// use (–, ’, −, ×, ± …) become commands that pdflatex knows. Needs \usepackage{booktabs}, and for non-ASCII names UTF-8
/// (LaTeX's default). Names are SECTION, SECTION-2, …
std::vector<std::pair<std::string, std::string>> tables_as_latex(const Page& page);

/// The text with every character that LaTeX would act on as one that it prints.
std::string latex_escaped(std::string_view text);

}  // namespace tricky::analysis
