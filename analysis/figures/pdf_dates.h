#pragma once

#include <filesystem>

namespace tricky::analysis {

/// cairo and browsers stamp the time into a PDF and cannot be told not to. Blanks of the same length keep every byte
/// offset; the same content then gives the same bytes.
void blank_pdf_dates(const std::filesystem::path& pdf);

}  // namespace tricky::analysis
