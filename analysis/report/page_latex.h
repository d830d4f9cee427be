#pragma once

#include <string>
#include <utility>
#include <vector>

#include "page.h"

namespace tricky::analysis {

/// A page's tables as LaTeX fragments for \input: one `table` environment each, or a `longtable` beyond 36 rows; booktabs
/// rules, caption, notes below, label tab:NAME. Texts of more than 28 characters are broken into lines, and a table that
/// is still wider than the text is made smaller. The first line names the packages that it needs (booktabs, array, and
/// graphicx or longtable) and warns of letters that want LuaLaTeX. What came from outside is escaped, so that no name can
/// be a command; the signs that our own words use (–, ’, −, ×, ± …) become commands that pdflatex knows. Names are
/// SECTION, SECTION-2, …
std::vector<std::pair<std::string, std::string>> tables_as_latex(const Page& page);

/// The text with every character that LaTeX would act on as one that it prints.
std::string latex_escaped(std::string_view text);

}  // namespace tricky::analysis
