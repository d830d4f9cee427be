#include "commands/replay_session.h"

#include <cstdio>
#include <memory>

#include "clock.h"
#include "replay/replay_moments.h"
#include "replay/replay_player.h"
#include "stimulus_images.h"
#include "stop_signals.h"
#include "window/open_window.h"

namespace tricky::runner {

namespace {

/// A field of the session's display, where it had a window.
const Value* display_field(const SessionReplay& replay, const char* field) {
  const Value* display = replay.record.details.find("display");
  return display != nullptr && display->find("width_px") != nullptr ? display->find(field) : nullptr;
}

int integer_of(const Value* value) {
  return value != nullptr && value->if_integer() != nullptr ? static_cast<int>(*value->if_integer()) : 0;
}

double real_of(const Value* value) {
  if (value != nullptr && value->if_real() != nullptr) return *value->if_real();
  return integer_of(value);
}

WindowOptions window_like(const SessionReplay& replay, const SessionOptions& options) {
  WindowOptions window;
  window.title = "tricky replay: " + replay.protocol.title;
  window.fullscreen = options.fullscreen;
  window.enlarge = replay.protocol.enlarge;
  window.monitor = options.monitor;
  window.texts = protocols::shown_texts(replay.protocol);
  window.texts.emplace_back(kReplayKeys);
  window.texts.emplace_back(kReplayPausedKeys);
  window.texts_from = replay.protocol_file;
  window.screen_texts = replay.protocol.texts;
  window.progress_bar = replay.protocol.progress_bar;
  window.timed_feedback = replay.protocol.timing.feedback_s > 0.0;
  const int width_px = integer_of(display_field(replay, "width_px"));
  const int height_px = integer_of(display_field(replay, "height_px"));
  const double scale = real_of(display_field(replay, "scale"));
  if (width_px > 0 && height_px > 0) window.size_px = {width_px, height_px};
  if (scale > 0.0) window.scale = scale;
  if (options.scale > 0.0) window.scale = options.scale;
  return window;
}

/// Layout follows from the window's size and the scale of text: what differs is said, since only the images stay the same.
void say_what_differs(const SessionReplay& replay, const Value& now) {
  for (const char* field : {"width_px", "height_px", "scale"}) {
    const Value* then = display_field(replay, field);
    if (then == nullptr || real_of(then) == real_of(now.find(field))) continue;
    std::fprintf(stderr,
                 "the session was shown in %dx%d pixels at scale %g, this window has %dx%d at scale %g: images are the "
                 "same pixel for pixel, their places are not; --fullscreen on a display of that size shows those too\n",
                 integer_of(display_field(replay, "width_px")), integer_of(display_field(replay, "height_px")),
                 real_of(display_field(replay, "scale")), integer_of(now.find("width_px")),
                 integer_of(now.find("height_px")), real_of(now.find("scale")));
    return;
  }
}

}  // namespace

void replay_session(const SessionOptions& options) {
  SessionReplay replay = read_replay(options.replay, options.study, options.protocol);
  const std::size_t first = options.from > 0 ? replay.place_of_main_trial(options.from) : 0;
  ImageLoader loader(replay.shown, replay.list_file, ImageLoader::Digests::of_session);
  const std::vector<stimuli::RgbImage> images = loader.finish();
  if (replay.other_words) {
    std::fprintf(stderr,
                 "%s is not the version of the protocol that the session was run with: images and responses are as "
                 "recorded, words and times may not be\n",
                 replay.protocol_file.c_str());
  }
  if (options.headless) {
    const std::string text = options.json ? to_json(replay_as_value(replay, first), JsonLayout::indented)
                                          : replay_as_text(replay, first);
    std::fputs(text.c_str(), stdout);
    return;
  }
  const StopSignals signals;
  MonotonicClock clock;
  WindowOptions window_options = window_like(replay, options);
  std::vector<std::unique_ptr<ReplayMoments>> looked_at;  // what the rehearsal shows must outlive the window
  for (std::size_t i = 0; i < replay.trials.size(); ++i) {
    looked_at.push_back(std::make_unique<ReplayMoments>(replay, i));
    window_options.rehearsal.emplace_back(looked_at.back()->still());
    for (const ReplayMoment& moment : looked_at.back()->moments()) {
      window_options.texts.emplace_back(moment.screen.status);
    }
  }
  const std::unique_ptr<Window> window = open_window(window_options, clock);
  window->take_images(images);
  say_what_differs(replay, window->display().description());
  play(replay, first, options.speed, window->display(), window->input(), clock);
}

}  // namespace tricky::runner
