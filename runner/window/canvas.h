#pragma once

#include <imgui.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rating_form.h"
#include "window/fonts.h"

namespace tricky::runner {

/// The colours of all screens: dark grey on white, one blue for what is chosen, one green for feedback,
/// a red for what went wrong.
namespace colour {
inline constexpr ImU32 kInk = IM_COL32(32, 33, 36, 255);
inline constexpr ImU32 kSoft = IM_COL32(95, 99, 104, 255);
inline constexpr ImU32 kFaint = IM_COL32(128, 132, 138, 255);
inline constexpr ImU32 kLine = IM_COL32(208, 211, 216, 255);
inline constexpr ImU32 kPale = IM_COL32(246, 247, 249, 255);
inline constexpr ImU32 kWhite = IM_COL32(255, 255, 255, 255);
inline constexpr ImU32 kBlue = IM_COL32(26, 95, 180, 255);
inline constexpr ImU32 kGreen = IM_COL32(0, 140, 80, 255);
inline constexpr ImU32 kRed = IM_COL32(190, 40, 35, 255);
}  // namespace colour

/// A rectangle in physical pixels.
struct Box {
  float x = 0.0F;
  float y = 0.0F;
  float width = 0.0F;
  float height = 0.0F;
  float right() const { return x + width; }
  float bottom() const { return y + height; }
};

/// A place that the mouse can press.
struct HitArea {
  Box box;
  Target target;
};

/// One frame being drawn: text, boxes and images in physical pixels. `overflows` is set when something did not fit.
class Canvas {
 public:
  Canvas(ImDrawList& list, const Fonts& font_set, float width_px, float height_px, float scale,
         std::vector<HitArea>& hits)
      : fonts(font_set), width(width_px), height(height_px), list_(list), scale_(scale), hits_(hits) {}

  const Fonts& fonts;
  const float width;
  const float height;
  bool overflows = false;
  std::optional<Box> page_image;  ///< where the page's image was drawn

  /// Design units (pixels at 96 DPI) as whole physical pixels.
  float units(float value) const;
  float scale() const { return scale_; }

  float text_width(const ImFont* font, std::string_view text) const;
  /// One line with its left top here.
  void text(const ImFont* font, float x, float y, ImU32 colour, std::string_view text);
  /// One line, centred on `x`.
  void centred(const ImFont* font, float x, float y, ImU32 colour, std::string_view text);
  enum class Align { left, centre };
  /// Wrapped at `width`, an empty line between paragraphs; returns the y below the last line.
  float wrapped(const ImFont* font, const Box& column, ImU32 colour, std::string_view text, Align align);
  /// How far down `wrapped` would go.
  float wrapped_height(const ImFont* font, float wrap_width, std::string_view text) const;

  /// Where `wrapped` would go on writing: the right end of its last line, and that line's top.
  std::pair<float, float> wrapped_end(const ImFont* font, const Box& column, std::string_view text) const;

  void outline(const Box& box, ImU32 colour, float thickness_px, float rounding_px);
  void fill(const Box& box, ImU32 colour, float rounding_px);
  /// The texture at 1:1 with its left top on whole pixels.
  void image(ImTextureID texture, const Box& box);

  /// A line of hints, centred at the foot. "Space: continue     Backspace: back" is two hints, set apart by three or
  /// more spaces; what stands before a hint's colon is drawn as a key. The whole line is a target.
  void hints(std::string_view text);
  /// Where the foot begins: nothing else should be drawn below.
  float foot() const;

  void target(const Box& box, const Target& target) { hits_.push_back({box, target}); }

 private:
  /// Calls each(y, line) for every line of the wrapped text, y from 0; returns the height of all.
  template <typename EachLine>
  float each_line(const ImFont* font, float wrap_width, std::string_view text, EachLine each) const;

  ImDrawList& list_;
  float scale_;
  std::vector<HitArea>& hits_;
};

}  // namespace tricky::runner
