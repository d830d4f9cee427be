#include "window/canvas.h"

#include <cmath>

namespace tricky::runner {

namespace {

constexpr float kLineSpacing = 1.4F;
constexpr float kEmptyLine = 0.6F;  // between paragraphs, of a line
constexpr float kNoWrap = 0.0F;
constexpr float kUnlimited = 1e9F;

/// Takes the next hint off the line.
std::string_view next_hint(std::string_view& rest) {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  const std::size_t end = rest.find("   ");
  const std::string_view hint = rest.substr(0, end);
  rest.remove_prefix(hint.size());
  return hint;
}

/// "Space: continue" as the key and what it does; without a colon all of it is what it does.
std::pair<std::string_view, std::string_view> key_and_meaning(std::string_view hint) {
  const std::size_t colon = hint.find(": ");
  if (colon == std::string_view::npos) return {{}, hint};
  return {hint.substr(0, colon), hint.substr(colon + 2)};
}

}  // namespace

float Canvas::units(float value) const { return std::round(value * scale_); }

float Canvas::text_width(const ImFont* font, std::string_view text) const {
  return font->CalcTextSizeA(font->FontSize, kUnlimited, kNoWrap, text.data(), text.data() + text.size()).x;
}

void Canvas::text(const ImFont* font, float x, float y, ImU32 colour, std::string_view text) {
  list_.AddText(font, font->FontSize, {std::round(x), std::round(y)}, colour, text.data(), text.data() + text.size());
  if (x < 0.0F || y < 0.0F || x + text_width(font, text) > width || y + font->FontSize > height) overflows = true;
}

void Canvas::centred(const ImFont* font, float x, float y, ImU32 colour, std::string_view line) {
  text(font, x - text_width(font, line) / 2.0F, y, colour, line);
}

template <typename EachLine>
float Canvas::each_line(const ImFont* font, float wrap_width, std::string_view all, EachLine each) const {
  const float step = std::round(font->FontSize * kLineSpacing);
  float y = 0.0F;
  while (!all.empty()) {
    const std::size_t newline = all.find('\n');
    std::string_view paragraph = all.substr(0, newline);
    all.remove_prefix(newline == std::string_view::npos ? all.size() : newline + 1);
    if (paragraph.empty()) y += std::round(step * kEmptyLine);
    while (!paragraph.empty()) {
      const char* const begin = paragraph.data();
      const char* const end = begin + paragraph.size();
      const char* line_end = font->CalcWordWrapPositionA(1.0F, begin, end, wrap_width);
      if (line_end == begin) ++line_end;
      const std::string_view line = paragraph.substr(0, static_cast<std::size_t>(line_end - begin));
      each(y, line);
      y += step;
      paragraph.remove_prefix(line.size());
      while (!paragraph.empty() && paragraph.front() == ' ') paragraph.remove_prefix(1);
    }
  }
  return y;
}

float Canvas::wrapped_height(const ImFont* font, float wrap_width, std::string_view all) const {
  return each_line(font, wrap_width, all, [](float, std::string_view) {});
}

std::pair<float, float> Canvas::wrapped_end(const ImFont* font, const Box& column, std::string_view all) const {
  std::pair<float, float> end(column.x, column.y);
  each_line(font, column.width, all, [&](float y, std::string_view line) {
    end = {column.x + text_width(font, line), column.y + y};
  });
  return end;
}

float Canvas::wrapped(const ImFont* font, const Box& column, ImU32 colour, std::string_view all, Align align) {
  return column.y + each_line(font, column.width, all, [&](float y, std::string_view line) {
           const float x =
               align == Align::centre ? column.x + (column.width - text_width(font, line)) / 2.0F : column.x;
           text(font, x, column.y + y, colour, line);
         });
}

void Canvas::outline(const Box& box, ImU32 colour, float thickness_px, float rounding_px) {
  list_.AddRect({box.x, box.y}, {box.right(), box.bottom()}, colour, rounding_px, 0, thickness_px);
}

void Canvas::fill(const Box& box, ImU32 colour, float rounding_px) {
  list_.AddRectFilled({box.x, box.y}, {box.right(), box.bottom()}, colour, rounding_px);
}

void Canvas::image(ImTextureID texture, const Box& box) {
  list_.AddImage(texture, {box.x, box.y}, {box.right(), box.bottom()});
  if (box.x < 0.0F || box.y < 0.0F || box.right() > width || box.bottom() > height) overflows = true;
}

float Canvas::foot() const { return height - units(76.0F); }

void Canvas::hints(std::string_view all) {
  const ImFont* font = fonts.small;
  const float pad = units(9.0F);
  const float gap = units(10.0F);
  const float between = units(36.0F);
  // First the width of all, then each in its place.
  float total = 0.0F;
  std::string_view rest = all;
  for (std::string_view hint = next_hint(rest); !hint.empty(); hint = next_hint(rest)) {
    const auto [key, meaning] = key_and_meaning(hint);
    if (total > 0.0F) total += between;
    if (!key.empty()) total += text_width(font, key) + 2.0F * pad + gap;
    total += text_width(font, meaning);
  }
  const float key_height = std::round(font->FontSize * 1.7F);
  const float text_drop = std::round((key_height - font->FontSize) / 2.0F);
  const float y = foot() + units(12.0F);
  float x = std::round((width - total) / 2.0F);
  target({x - pad, y - pad, total + 2.0F * pad, key_height + 2.0F * pad}, {Target::Kind::next, 0, 0});
  if (x < 0.0F) overflows = true;
  rest = all;
  for (std::string_view hint = next_hint(rest); !hint.empty(); hint = next_hint(rest)) {
    const auto [key, meaning] = key_and_meaning(hint);
    if (!key.empty()) {
      const Box cap{x, y, std::round(text_width(font, key) + 2.0F * pad), key_height};
      fill(cap, colour::kPale, units(5.0F));
      outline(cap, colour::kLine, std::max(1.0F, units(1.0F)), units(5.0F));
      text(font, x + pad, y + text_drop, colour::kInk, key);
      x += cap.width + gap;
    }
    text(font, x, y + text_drop, colour::kSoft, meaning);
    x += text_width(font, meaning) + between;
  }
}

}  // namespace tricky::runner
