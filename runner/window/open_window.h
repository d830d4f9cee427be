#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "display.h"
#include "input.h"
#include "lab_display.h"
#include "tricky/stimuli/resize.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

struct WindowOptions {
  std::string title;
  bool fullscreen = false;
  std::optional<stimuli::Size> size_px;  ///< of a window that does not fill the screen; nothing: the usual one
  int enlarge = 1;                      ///< side of the square of screen pixels that shows one image pixel
  std::string monitor;                  ///< a number or a name of list_monitors(); empty: the first
  LabDisplay lab_display;               ///< for degrees of visual angle in the description
  std::optional<double> scale;          ///< of text and spacing; nothing: from the display's DPI
  std::vector<std::string> texts;       ///< all that will be written: the font must have it
  std::filesystem::path texts_from;     ///< the protocol file, for messages about a missing glyph
  protocols::ScreenTexts screen_texts;  ///< tricky's own words
  bool progress_bar = false;
  bool timed_feedback = false;
  std::vector<stimuli::RgbImage> page_images;  ///< what TextScreen::image counts
  std::vector<Screen> rehearsal;  ///< one of each that will be shown: all must fit at the scale taken
};

/// A real window: its display and its input.
class Window {
 public:
  virtual ~Window() = default;
  virtual Display& display() = 0;
  virtual Input& input() = 0;
  /// Uploads the session's images, which may be freed afterwards; once, before a screen shows any. Throws InputError
  /// when a screen of the rehearsal does not fit, IoError when OpenGL fails.
  virtual void take_images(const std::vector<stimuli::RgbImage>& images) = 0;
};

/// Opens a window that can show pages of text. Throws InputError when there is no display, and when the font lacks a
/// character of `texts`; IoError when the font or OpenGL fails.
std::unique_ptr<Window> open_window(const WindowOptions& options, Clock& clock);

}  // namespace tricky::runner
