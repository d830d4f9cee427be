#pragma once

#include <SDL.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "clock.h"
#include "input.h"
#include "window/press_stamps.h"

namespace tricky::runner {

/// Keyboard, mouse and window events of an SDL window. SDL says what was pressed; when, say the press stamps, which
/// threads of their own take: the kernel's where its devices may be read, else the X server's. Where no stamp
/// comes (another machine's keyboard, Wayland without readable devices) the time is read when the event comes out of
/// SDL, never from SDL's own stamps, which are whole milliseconds of when it looked; the uncertainty is then the time
/// since SDL's queue was last seen empty, which slices of two milliseconds keep short.
class SdlInput : public Input {
 public:
  SdlInput(SDL_Window* window, Clock& clock);
  std::optional<InputEvent> wait(std::int64_t until_ns) override;
  Value description() const override;

 private:
  /// What the X server said of the press that SDL reports next.
  struct ServerEvent {
    std::uint32_t code = 0;
    std::uint32_t server_ms = 0;
    bool down = false;
  };

  void take_all(const SDL_Event* first);
  void take(const SDL_Event& event, bool keyboard_was_restored);
  void take_server_event(const SDL_SysWMEvent& event);
  void stamp(InputEvent& event, std::uint32_t code, bool down);
  void put(InputEvent event);

  SDL_Window* window_;
  Clock& clock_;
  std::vector<std::unique_ptr<PressStamps>> stamps_;  ///< the best first
  std::optional<ServerEvent> server_event_;
  std::int64_t seen_empty_ns_;
  std::array<SDL_Event, 64> batch_{};
  std::array<InputEvent, 256> queue_{};  ///< a ring
  std::size_t begin_ = 0;
  std::size_t count_ = 0;
};

}  // namespace tricky::runner
