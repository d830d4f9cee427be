#include "commands/show_session.h"

#include <memory>
#include <optional>

#include "simulated_input.h"
#include "window/open_window.h"

namespace tricky::runner {

namespace {

/// One of each screen that this session shows. `form` is what the ratings screens look at.
std::vector<Screen> all_screens(const SessionPlan& plan, std::optional<RatingForm>& form) {
  const protocols::Protocol& protocol = plan.protocol;
  std::vector<Screen> screens{LeaveScreen{}, TextScreen{protocol.title, protocol.practice_done, protocol.texts.next},
                              TextScreen{protocol.title, protocol.thanks, protocol.texts.thanks_hint}};
  screens.emplace_back(TextScreen{protocol.title, protocol.texts.practice_again, protocol.texts.next});
  if (protocol.breaks.every > 0) {
    screens.emplace_back(TextScreen{protocol.title, protocol.breaks.text, protocol.texts.next});
    screens.emplace_back(TextScreen{protocol.title, protocol.breaks.text, "", 3600});
  }
  for (const std::string& page : protocol.instructions) {
    screens.emplace_back(TextScreen{protocol.title, page, protocol.texts.next_or_back});
  }
  const TrialNumber number{Phase::practice, plan.count(Phase::main), plan.count(Phase::main)};
  if (const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&protocol.task)) {
    PairScreen screen{number, 0, 1, pairs};
    screens.emplace_back(screen);
    screen.feedback = PairScreen::Feedback{};
    screens.emplace_back(screen);
  } else {
    form.emplace(std::get<protocols::RatingsTask>(protocol.task).questions);
    screens.emplace_back(RatingsScreen{number, 0, &*form});
  }
  return screens;
}

}  // namespace

SessionEnd show_session(const SessionOptions& options, const PreparedSession& prepared, SessionStore& store,
                        std::vector<stimuli::RgbImage>& images) {
  const SessionPlan& plan = prepared.plan;
  std::optional<SimulatedObserver> observer;
  if (!options.simulate.empty()) {
    observer = parse_simulated_observer(options.simulate, plan.record.task, plan.record.observer, plan.record.session);
  }
  if (observer && !options.window) {
    SimulatedClock clock;
    HeadlessDisplay nowhere(clock);
    SimulatedInput hands(*observer, plan, clock);
    WatchedDisplay display(nowhere, hands);
    return run_session(plan, store, display, hands, clock);
  }
  MonotonicClock clock;
  WindowOptions window_options;
  window_options.title = plan.protocol.title;
  window_options.fullscreen = options.fullscreen;
  if (options.scale > 0.0) window_options.scale = options.scale;
  window_options.texts = protocols::shown_texts(plan.protocol);
  window_options.texts_from = prepared.protocol_file;
  window_options.screen_texts = plan.protocol.texts;
  window_options.progress_bar = plan.protocol.progress_bar;
  window_options.timed_feedback = plan.protocol.timing.feedback_s > 0.0;
  std::optional<RatingForm> form;
  window_options.rehearsal = all_screens(plan, form);
  const std::unique_ptr<Window> window = open_window(window_options, images, clock);
  images.clear();
  if (!observer) return run_session(plan, store, window->display(), window->input(), clock);
  SimulatedInput hands(*observer, plan, clock, window->input());
  WatchedDisplay display(window->display(), hands);
  return run_session(plan, store, display, hands, clock);
}

}  // namespace tricky::runner
