#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct ImFont;

namespace tricky::runner {

/// The faces that screens are set in, baked for one scale: pixels are physical ones.
struct Fonts {
  ImFont* small = nullptr;  ///< hints, labels
  ImFont* body = nullptr;
  ImFont* title = nullptr;   ///< bold
  ImFont* number = nullptr;  ///< trial numbers, L and R
};

/// The next character of UTF-8 text; moves `at` behind it. `text` must be valid, or end in zeros.
char32_t next_character(std::string_view text, std::size_t& at);

/// Bakes DejaVu Sans with all characters of `texts` into ImGui's atlas, in place of what was there. Throws IoError when
/// a font file is missing (saying which package brings it), InputError at `texts_from` when the font lacks a character.
Fonts load_fonts(const std::vector<std::string>& texts, const std::filesystem::path& texts_from, double scale);

}  // namespace tricky::runner
