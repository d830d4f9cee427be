#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "screens.h"
#include "window/canvas.h"
#include "window/texture.h"

namespace tricky::runner {

/// What drawing needs besides the screen itself.
struct Scenery {
  const std::vector<Texture>& textures;
  const std::vector<Texture>& page_images;  ///< in their files' sizes, whatever lies on the graphics card
  const protocols::ScreenTexts& texts;
  bool progress_bar = false;
  bool timed_feedback = false;  ///< it goes by itself, so nothing is to be pressed
};

/// Where a page's image of this size is drawn below `top`: each of its pixels a square of as many pixels as the scale of
/// text has whole ones, or of fewer so that it fits; smaller than its file only where the page has no room at 1:1.
Box page_image_box(const Canvas& canvas, const Texture& image, float top);

void draw(Canvas& canvas, const TextScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const PairScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const RatingsScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const FormScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const FixationScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const BlankScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const CheckerboardScreen& screen, const Scenery& scenery);
void draw(Canvas& canvas, const LeaveScreen& screen, const Scenery& scenery);
/// The recorded screen by its own function, then the band.
void draw(Canvas& canvas, const ReplayScreen& screen, const Scenery& scenery);

/// The trial's number, right-aligned at `right`, centred on `middle`; what it is of stands below, "Practice" above.
void draw_number(Canvas& canvas, const TrialNumber& number, const Scenery& scenery, float right, float middle);

/// How many of the main trials are done, as a thin bar at the upper edge, where the protocol asks for one.
void draw_progress(Canvas& canvas, const TrialNumber& number, const Scenery& scenery);

enum class Look { open, chosen };
/// A button with a text, and a small key before it where one presses it; returns its box.
Box button(Canvas& canvas, float x, float y, std::string_view key, std::string_view label, Look look);
/// Buttons for the answers to a question, each with its digit, in as many rows as they need; returns their lower edge.
float choices(Canvas& canvas, std::span<const std::string_view> answers, std::optional<int> chosen, int question,
              float left, float right, float y);

/// `form` with `number` in place of `mark` ("{n}"), in a buffer that must outlive the view.
std::string_view with_number(std::span<char> buffer, const std::string& form, std::string_view mark, int number);

}  // namespace tricky::runner
