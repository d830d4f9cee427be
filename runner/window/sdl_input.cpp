#include "window/sdl_input.h"

#include <SDL_syswm.h>

#include <algorithm>

#include "stop_signals.h"
#include "window/fonts.h"
#include "window/linux_key_codes.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kSlice_ms = 2;
constexpr std::int64_t kNsPerMs = 1'000'000;
/// How long to wait for the stamp of an event that SDL has seen already; on an idle machine stamps come first.
constexpr std::int64_t kPatience_ns = 20 * kNsPerMs;
/// A stamp that is so much older than the event cannot be its own.
constexpr std::int64_t kOldest_ns = 500 * kNsPerMs;
constexpr std::uint32_t kXKeycodeOfLinuxZero = 8;

Key key_of(const SDL_Keysym& symbol) {
  const SDL_Keycode code = symbol.sym;
  if (code >= SDLK_a && code <= SDLK_z) return static_cast<Key>(static_cast<int>(Key::letter_a) + (code - SDLK_a));
  if (code >= SDLK_0 && code <= SDLK_9) return static_cast<Key>(static_cast<int>(Key::digit_0) + (code - SDLK_0));
  // The digits' places first: on French and Czech keyboards other characters are printed there too.
  if (symbol.scancode == SDL_SCANCODE_0) return Key::digit_0;
  if (symbol.scancode >= SDL_SCANCODE_1 && symbol.scancode <= SDL_SCANCODE_9) {
    return static_cast<Key>(static_cast<int>(Key::digit_0) + 1 + (symbol.scancode - SDL_SCANCODE_1));
  }
  switch (code) {
    case SDLK_ESCAPE: return Key::escape;
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return Key::enter;
    case SDLK_SPACE: return Key::space;
    case SDLK_TAB: return Key::tab;
    case SDLK_BACKSPACE: return Key::backspace;
    case SDLK_LEFT: return Key::left;
    case SDLK_RIGHT: return Key::right;
    case SDLK_UP: return Key::up;
    case SDLK_DOWN: return Key::down;
    case SDLK_PLUS:
    case SDLK_EQUALS:
    case SDLK_KP_PLUS: return Key::plus;
    case SDLK_MINUS:
    case SDLK_KP_MINUS: return Key::minus;
    case SDLK_KP_0: return Key::digit_0;
    default: break;
  }
  if (code >= SDLK_KP_1 && code <= SDLK_KP_9)
    return static_cast<Key>(static_cast<int>(Key::digit_0) + 1 + (code - SDLK_KP_1));
  return Key::other;
}

}  // namespace

SdlInput::SdlInput(SDL_Window* window, Clock& clock) : window_(window), clock_(clock), seen_empty_ns_(clock.now_ns()) {
  for (auto open : {open_evdev_stamps, open_xinput_stamps}) {
    if (auto stamps = open()) stamps_.push_back(std::move(stamps));
  }
  // X's own event before SDL's tells by which code and stamp to find the press.
  SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
}

void SdlInput::take_server_event(const SDL_SysWMEvent& event) {
  if (event.msg == nullptr || event.msg->subsystem != SDL_SYSWM_X11) return;
  const XEvent& x = event.msg->msg.x11.event;
  if (x.type == KeyPress || x.type == KeyRelease) {
    server_event_ = {x.xkey.keycode - kXKeycodeOfLinuxZero, static_cast<std::uint32_t>(x.xkey.time),
                     x.type == KeyPress};
  } else if (x.type == ButtonPress || x.type == ButtonRelease) {
    server_event_ = {mouse_button_code(x.xbutton.button), static_cast<std::uint32_t>(x.xbutton.time),
                     x.type == ButtonPress};
  }
}

void SdlInput::stamp(InputEvent& event, std::uint32_t code, bool down) {
  StampQueue::Wanted wanted{code, down, std::nullopt, event.t_ns - kOldest_ns, kPatience_ns};
  if (server_event_ && server_event_->down == down) {
    wanted.code = server_event_->code;
    wanted.server_ms = server_event_->server_ms;
  }
  server_event_.reset();
  if (event.repeat || wanted.code == 0) return;
  for (const auto& stamps : stamps_) {
    // Only the last one is waited for: the kernel's stamp is there before the X server has heard of the press.
    wanted.patience_ns = stamps == stamps_.back() ? kPatience_ns : 0;
    const std::optional<PressStamp> found = stamps->queue().take(wanted);
    if (!found || found->t_ns > event.t_ns + kPatience_ns) continue;
    event.uncertainty_ns = found->uncertainty_ns.value_or(event.uncertainty_ns);
    event.t_ns = found->t_ns;
    event.source = stamps->source();
    return;
  }
}

void SdlInput::put(InputEvent event) {
  if (count_ == queue_.size()) return;  // nobody types 256 keys in one slice
  queue_[(begin_ + count_++) % queue_.size()] = event;
}

void SdlInput::take(const SDL_Event& event, bool keyboard_was_restored) {
  InputEvent result;
  result.t_ns = clock_.now_ns();
  result.uncertainty_ns = result.t_ns - seen_empty_ns_;
  result.source = TimeSource::sdl;
  switch (event.type) {
    case SDL_SYSWMEVENT: return take_server_event(event.syswm);
    case SDL_KEYDOWN:
    case SDL_KEYUP:
      result.kind = event.type == SDL_KEYDOWN ? InputEvent::Kind::key_down : InputEvent::Kind::key_up;
      result.key = key_of(event.key.keysym);
      // When the window gets the keyboard back, SDL reports the keys that are held as if they were pressed then.
      result.repeat = event.key.repeat != 0 || keyboard_was_restored;
      stamp(result, linux_key_code(event.key.keysym.scancode), event.type == SDL_KEYDOWN);
      return put(result);
    case SDL_TEXTINPUT: {
      result.kind = InputEvent::Kind::text;
      const std::string_view text(event.text.text);
      for (std::size_t at = 0; at < text.size();) {
        result.character = next_character(text, at);
        put(result);
      }
      return;
    }
    case SDL_MOUSEBUTTONDOWN: {
      if (event.button.button != SDL_BUTTON_LEFT) return;
      int width = 1;
      int height = 1;
      int width_px = 1;
      int height_px = 1;
      SDL_GetWindowSize(window_, &width, &height);
      SDL_GL_GetDrawableSize(window_, &width_px, &height_px);
      result.kind = InputEvent::Kind::mouse_press;
      stamp(result, mouse_button_code(1), true);
      result.x_px = event.button.x * width_px / std::max(1, width);
      result.y_px = event.button.y * height_px / std::max(1, height);
      return put(result);
    }
    case SDL_QUIT: result.kind = InputEvent::Kind::close; return put(result);
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_CLOSE)
        result.kind = InputEvent::Kind::close;
      else if (event.window.event == SDL_WINDOWEVENT_EXPOSED || event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        result.kind = InputEvent::Kind::redraw;
      } else {
        return;
      }
      return put(result);
    default: return;
  }
}

/// What came out of SDL by itself, and everything else that is in the queue without looking for more: all of it has
/// arrived since the queue was seen empty.
void SdlInput::take_all(const SDL_Event* first) {
  const auto restores = [](const SDL_Event& event) {
    return event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED;
  };
  bool restored = first != nullptr && restores(*first);
  if (first != nullptr) take(*first, false);  // before the next: SDL then takes back what it points to
  const int n =
      SDL_PeepEvents(batch_.data(), static_cast<int>(batch_.size()), SDL_GETEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT);
  for (int i = 0; i < n; ++i) {
    restored = restored || restores(batch_[static_cast<std::size_t>(i)]);
    take(batch_[static_cast<std::size_t>(i)], restored);
  }
  if (first == nullptr && n <= 0) seen_empty_ns_ = clock_.now_ns();
}

std::optional<InputEvent> SdlInput::wait(std::int64_t until_ns) {
  for (;;) {
    if (count_ > 0) {
      const InputEvent event = queue_[begin_];
      begin_ = (begin_ + 1) % queue_.size();
      --count_;
      return event;
    }
    if (const int signal = StopSignals::take(); signal != 0) {
      InputEvent stop;
      stop.kind = InputEvent::Kind::stop;
      stop.signal = signal;
      stop.t_ns = clock_.now_ns();
      return stop;
    }
    // Whatever came while the session was busy (drawing, syncing) must not look as if it came now.
    if (clock_.now_ns() - seen_empty_ns_ > 2 * kSlice_ms * kNsPerMs) {
      SDL_PumpEvents();
      take_all(nullptr);
      if (count_ > 0) continue;
    }
    const std::int64_t left_ns = until_ns - clock_.now_ns();
    if (left_ns <= 0) return std::nullopt;
    const auto slice_ms = static_cast<int>(std::clamp<std::int64_t>(left_ns / kNsPerMs, 1, kSlice_ms));
    SDL_Event event;
    if (SDL_WaitEventTimeout(&event, slice_ms) != 0) {
      take_all(&event);
    } else {
      seen_empty_ns_ = clock_.now_ns();
    }
  }
}

Value SdlInput::description() const {
  Value sources = Value::Array{};  // the first that has a stamp of a press gives its time
  for (const auto& stamps : stamps_) sources.push_back(to_text(stamps->source()));
  sources.push_back(to_text(TimeSource::sdl));
  Value value;
  value["time_sources"] = std::move(sources);
  return value;
}

}  // namespace tricky::runner
