#pragma once

#include <SDL.h>

#include <array>
#include <cstddef>

#include "clock.h"
#include "input.h"

namespace tricky::runner {

/// Keyboard, mouse and window events of an SDL window. Times are read from the session's clock the moment an event
/// comes out of SDL, never from SDL's own stamps, which are whole milliseconds of when it looked. While waiting it
/// blocks in SDL_WaitEventTimeout, which wakes on arrival, in slices of two milliseconds; an event's uncertainty is the
/// time since the queue was last seen empty, so a machine that stalls shows.
class SdlInput : public Input {
 public:
  SdlInput(SDL_Window* window, Clock& clock) : window_(window), clock_(clock), seen_empty_ns_(clock.now_ns()) {}
  std::optional<InputEvent> wait(std::int64_t until_ns) override;
  Value description() const override;

 private:
  void take_all(const SDL_Event* first);
  void take(const SDL_Event& event, bool keyboard_was_restored);
  void put(InputEvent event);

  SDL_Window* window_;
  Clock& clock_;
  std::int64_t seen_empty_ns_;
  std::array<SDL_Event, 64> batch_{};
  std::array<InputEvent, 256> queue_{};  ///< a ring
  std::size_t begin_ = 0;
  std::size_t count_ = 0;
};

}  // namespace tricky::runner
