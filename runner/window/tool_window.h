#pragma once

#include <SDL.h>

#include <functional>
#include <optional>
#include <string>

#include "window/fonts.h"
#include "window/sdl_video.h"

namespace tricky::runner {

/// A window for the experimenter, with Dear ImGui's widgets: nothing in it is timed. Draws when something happened and
/// a few times after, else rests. Everything can be reached by keyboard (Tab, arrows, Space) and by mouse.
class ToolWindow {
 public:
  /// Size in design units (pixels at 96 DPI); `scale` 0: what the display asks for. Throws InputError when there is no
  /// display: the message ends with `without_display`, what to do then. It is on the first monitor; given the
  /// observer's (number or name; empty: the first), beside it: on another one where there is one, leaving the keyboard
  /// where it is.
  ToolWindow(const std::string& title, int width, int height, double scale, const std::string& without_display,
             const std::optional<std::string>& observers_monitor = std::nullopt);
  ~ToolWindow();
  ToolWindow(const ToolWindow&) = delete;
  ToolWindow& operator=(const ToolWindow&) = delete;

  /// Waits up to `wait_ms` for something to happen, then draws one frame. False once the window was closed.
  bool frame(int wait_ms, const std::function<void()>& draw);

  std::vector<Monitor> monitors() const { return video_.monitors(); }
  const Fonts& fonts() const { return fonts_; }
  /// Design units as whole physical pixels.
  float units(float value) const;
  /// Enter was pressed outside a text field, so it is for the default button.
  bool enter_pressed() const { return enter_pressed_; }

 private:
  void open(const std::string& title, int width, int height, double scale,
            const std::optional<std::string>& observers_monitor);
  void close();
  void style();
  /// True when nothing more may be taken before a frame: ImGui 1.86 sees states, so one transition a frame.
  bool take(const SDL_Event& event);

  SdlVideo video_;
  SDL_Window* window_ = nullptr;
  SDL_GLContext context_ = nullptr;
  bool renderer_ready_ = false;
  bool closed_ = false;
  bool enter_pressed_ = false;
  int frames_owed_ = 3;
  double scale_ = 1.0;
  Fonts fonts_;
};

}  // namespace tricky::runner
