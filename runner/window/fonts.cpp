#include "window/fonts.h"

#include <imgui.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

constexpr float kSmall_px = 16.0F;
constexpr float kBody_px = 20.0F;
constexpr float kTitle_px = 30.0F;
constexpr float kNumber_px = 34.0F;

fs::path font_file(const char* name) {
  const char* folder = std::getenv("TRICKY_FONTS");
  fs::path file = fs::path(folder != nullptr ? folder : "/usr/share/fonts/truetype/dejavu") / name;
  if (!fs::is_regular_file(file)) {
    throw IoError(file.string() +
                  ": the font is missing; install Debian's fonts-dejavu-core, or set TRICKY_FONTS to the "
                  "folder that has it");
  }
  return file;
}

void check_glyphs(const ImFont& font, const std::vector<std::string>& texts, const fs::path& texts_from) {
  for (const std::string& text : texts) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      const char32_t character = next_character(text, at);
      if (character == '\n' || character == '\t' || character == '\r') continue;
      if (character <= 0xFFFF && font.FindGlyphNoFallback(static_cast<ImWchar>(character)) != nullptr) continue;
      char code[16];
      std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(character));
      throw InputError({texts_from, 0, ""}, "the font (DejaVu Sans) has no " +
                                                in_quotes(text.substr(begin, at - begin)) + " (" + code +
                                                "), which stands in " + in_quotes(text) + "; use another character");
    }
  }
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t character = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) character = character << 6U | (byte(at + i) & 0x3FU);
  at += length;
  return character;
}

Fonts load_fonts(const std::vector<std::string>& texts, const fs::path& texts_from, double scale) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  ImFontGlyphRangesBuilder builder;
  for (char c = ' '; c <= '~'; ++c) builder.AddChar(static_cast<ImWchar>(c));
  // What observers may write in forms: Latin, Greek and Cyrillic letters and the usual signs.
  for (const auto& [first, last] : {std::pair(0xA0, 0x24F), std::pair(0x370, 0x52F), std::pair(0x1E00, 0x1EFF),
                                    std::pair(0x2010, 0x2044), std::pair(0x20A0, 0x20BF)}) {
    for (int c = first; c <= last; ++c) builder.AddChar(static_cast<ImWchar>(c));
  }
  for (const std::string& text : texts) builder.AddText(text.data(), text.data() + text.size());
  ImVector<ImWchar> ranges;
  builder.BuildRanges(&ranges);
  const std::string regular = font_file("DejaVuSans.ttf").string();
  const std::string bold = font_file("DejaVuSans-Bold.ttf").string();
  ImFontConfig config;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = true;
  const auto add = [&](const std::string& file, float size_px) {
    return atlas.AddFontFromFileTTF(file.c_str(), size_px * static_cast<float>(scale), &config, ranges.Data);
  };
  const Fonts fonts{add(regular, kSmall_px), add(regular, kBody_px), add(bold, kTitle_px), add(regular, kNumber_px)};
  if (fonts.small == nullptr || fonts.body == nullptr || fonts.title == nullptr || fonts.number == nullptr ||
      !atlas.Build()) {
    throw IoError(regular + ": the font cannot be read");
  }
  for (const ImFont* font : {fonts.body, fonts.title}) check_glyphs(*font, texts, texts_from);
  return fonts;
}

}  // namespace tricky::runner
