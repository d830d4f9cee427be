#pragma once

#include <filesystem>
#include <string>

#include "report/page.h"

namespace tricky::analysis {

enum class PageFormat { html, pdf, latex };

/// What of a page is written, and as what.
struct PageOptions {
  PageFormat format = PageFormat::html;
  std::string section;  ///< its id alone; empty: all
  std::string figure;   ///< its name alone, within its section; empty: all
};

/// Leaves only what `options` name. Throws InputError naming the nearest when there is none of that name.
Page chosen_parts(Page page, const PageOptions& options);

/// Draws the page's figures into FOLDER/figures and writes FOLDER/STEM.html, and STEM.pdf with the browser that is
/// installed; parts of a page are STEM_SECTION or STEM_FIGURE. As LaTeX, writes each of the page's
/// tables into FOLDER/latex/STEM_SECTION.tex and nothing else. Prints the paths. The page says nothing of when it was
/// written: the same numbers give the same bytes. Throws NotInThisBuild when no browser is installed that prints.
void write_page(Page page, const std::filesystem::path& folder, const std::string& stem, const PageOptions& options);

/// "tricky 0.1.0 (revision 1234abcd)".
std::string program_and_revision();

}  // namespace tricky::analysis
