#pragma once

#include <string_view>

namespace tricky::analysis {

/// The page's HTML as a Mustache template. {{double}} braces escape; only the pictures, which gnuplot drew and escaped,
/// and the style sheet come in unescaped.
extern const std::string_view kPageTemplate;

/// The page's style sheet: screen (light and dark, 400 px and up) and paper.
extern const std::string_view kPageStyle;

}  // namespace tricky::analysis
