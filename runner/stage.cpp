#include "stage.h"

namespace tricky::runner {

void Stage::show(const Screen& screen) {
  screen_ = screen;
  late_.reset();
  onset_ns_ = display_.show(screen_);
  n_other_presses = 0;
}

void Stage::change(const Screen& screen) {
  screen_ = screen;
  display_.show(screen_);
}

void Stage::show_for(double duration_s, const Screen& screen) {
  if (duration_s <= 0.0) return;
  for (;;) {
    show(screen);
    // The next screen's swap waits for a refresh: asked for half a frame early, it comes with the nearest one.
    const std::int64_t until_ns = onset_ns_ + ns_of(duration_s) - display_.frame_ns() / 2;
    Wake wake = wait(until_ns);
    while (wake == Wake::press) wake = wait(until_ns);
    if (wake == Wake::time) return;
  }
}

Stage::Wake Stage::wait(std::int64_t until_ns) {
  for (;;) {
    std::optional<InputEvent> event;
    std::swap(event, late_);
    const bool seen_before = event.has_value();
    if (!event) event = input_.wait(until_ns);
    if (!event) {
      if (clock_.now_ns() >= until_ns) return Wake::time;
      continue;
    }
    if (!seen_before && !is_press(*event)) continue;
    if (event->t_ns >= until_ns) {  // the time came first, however late it is looked at
      late_ = event;
      return Wake::time;
    }
    if (event->kind == InputEvent::Kind::key_down && event->key == Key::escape) {
      if (escape == Escape::leaves) throw Stop{"Escape"};
      ask_whether_to_leave();
      return Wake::anew;
    }
    event_ = *event;
    return Wake::press;
  }
}

bool Stage::is_press(const InputEvent& event) {
  switch (event.kind) {
    case InputEvent::Kind::close: throw Stop{"the window was closed"};
    case InputEvent::Kind::stop: throw Stop{"signal " + std::to_string(event.signal)};
    case InputEvent::Kind::redraw: display_.show(screen_); return false;
    case InputEvent::Kind::text:
      return std::holds_alternative<FormScreen>(screen_) && event.t_ns - event.uncertainty_ns >= onset_ns_;
    case InputEvent::Kind::mouse_press: return event.t_ns - event.uncertainty_ns >= onset_ns_;
    case InputEvent::Kind::key_down:
    case InputEvent::Kind::key_up: {
      const bool press = keyboard_.is_press(event, onset_ns_);
      // Held down in a form it takes away one character after the other, as everywhere.
      const bool erases = event.kind == InputEvent::Kind::key_down && event.repeat && event.key == Key::backspace &&
                          std::holds_alternative<FormScreen>(screen_);
      return press || erases;
    }
  }
  return false;
}

void Stage::ask_whether_to_leave() {
  if (std::holds_alternative<LeaveScreen>(screen_)) return;
  const Screen before = screen_;
  show(LeaveScreen{});
  while (wait() == Wake::press) {
    if (is_key() && event_.key == Key::enter) throw Stop{"Escape"};
  }
  screen_ = before;  // Escape again
}

std::optional<Target> Stage::target() const {
  if (event_.kind != InputEvent::Kind::mouse_press) return std::nullopt;
  return display_.target_at(event_.x_px, event_.y_px);
}

bool Stage::goes_on() const {
  if (is_key()) return event_.key == Key::space || event_.key == Key::enter;
  const std::optional<Target> hit = target();
  return hit && hit->kind == Target::Kind::next;
}

}  // namespace tricky::runner
