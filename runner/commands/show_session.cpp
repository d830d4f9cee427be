#include "commands/show_session.h"

#include <cstdio>
#include <memory>
#include <optional>

#include "session_events.h"
#include "session_parts.h"
#include "simulated_input.h"
#include "timing_certificate.h"
#include "tricky/data/errors.h"
#include "window/open_window.h"
#include "window/x_errors.h"

namespace tricky::runner {

namespace {

/// What the screens of all_screens look at.
struct Forms {
  explicit Forms(const protocols::Protocol& protocol)
      : consent_asked(consent_fields(protocol)), comment_asked(comment_fields()), consent(consent_asked),
        comment(comment_asked) {
    if (!protocol.form.empty()) observer.emplace(protocol.form);
  }
  std::vector<protocols::FormField> consent_asked;
  std::vector<protocols::FormField> comment_asked;
  EntryForm consent;
  EntryForm comment;
  std::optional<EntryForm> observer;
  std::optional<RatingForm> ratings;
};

/// One of each screen that this session shows.
std::vector<Screen> all_screens(const SessionPlan& plan, Forms& forms) {
  const protocols::Protocol& protocol = plan.protocol;
  const protocols::ScreenTexts& texts = protocol.texts;
  std::vector<Screen> screens{LeaveScreen{}, TextScreen{protocol.title, protocol.practice_done, protocol.texts.next},
                              TextScreen{protocol.title, protocol.thanks, protocol.texts.thanks_hint}};
  screens.emplace_back(TextScreen{protocol.title, protocol.texts.practice_again, protocol.texts.next});
  if (!protocol.consent.empty()) {
    screens.emplace_back(FormScreen{protocol.title, protocol.consent, texts.consent_hint, &forms.consent});
    screens.emplace_back(TextScreen{protocol.title, texts.declined, texts.thanks_hint});
  }
  if (forms.observer) {
    screens.emplace_back(FormScreen{texts.form_title, texts.form_text, texts.form_hint, &*forms.observer});
  }
  if (!protocol.comment.empty()) {
    screens.emplace_back(FormScreen{texts.comment_title, protocol.comment, texts.comment_hint, &forms.comment});
  }
  if (protocol.breaks.every > 0) {
    screens.emplace_back(TextScreen{protocol.title, protocol.breaks.text, protocol.texts.next});
    screens.emplace_back(TextScreen{protocol.title, protocol.breaks.text, "", 3600});
  }
  for (const TextScreen& page : instruction_screens(plan)) screens.emplace_back(page);
  const TrialNumber number{Phase::practice, plan.count(Phase::main), plan.count(Phase::main)};
  if (const auto* pairs = std::get_if<protocols::TwoChoiceTask>(&protocol.task)) {
    PairScreen screen{number, 0, 1, pairs};
    screens.emplace_back(screen);
    screen.feedback = PairScreen::Feedback{};
    screens.emplace_back(screen);
    screen.feedback.reset();
    for (const std::string* told : {&protocol.catch_texts.left, &protocol.catch_texts.right}) {
      if (!plan.has_catch_trials()) break;
      screen.told = PairScreen::Told{Position::left, *told};
      screens.emplace_back(screen);
    }
  } else {
    forms.ratings.emplace(std::get<protocols::RatingsTask>(protocol.task).questions);
    screens.emplace_back(RatingsScreen{number, 0, &*forms.ratings});
  }
  return screens;
}

}  // namespace

namespace {

/// The display as the options have it, else as it is remembered; remembers what the options say.
LabDisplay lab_display(const SessionOptions& options) {
  const std::filesystem::path file = lab_display_file();
  LabDisplay display = read_lab_display(file);
  const bool told = !options.monitor.empty() || options.monitor_width_mm > 0.0 || options.viewing_distance_cm > 0.0;
  if (!options.monitor.empty() && options.monitor != display.monitor) display = {options.monitor, {}, {}};
  if (options.monitor_width_mm > 0.0) display.monitor_width_mm = options.monitor_width_mm;
  if (options.viewing_distance_cm > 0.0) display.viewing_distance_cm = options.viewing_distance_cm;
  if (told) write_lab_display(file, display);
  return display;
}

/// All that can still be done when the display is gone: the session is ended in its files, and that is said.
void end_without_display(const SessionPlan& plan, SessionStore& store, Clock& clock) {
  try {
    std::string end = "nothing had begun";
    if (store.journal().n_events() > 0) {
      if (!write_derived_files(store.folder()).finished) {
        Value event = dated_event("interrupted", clock);
        event["reason"] = "the display went away";
        store.journal().append(event);
        write_derived_files(store.folder());
      }
      end = "every response is in " + store.folder().string() + ". When there is a display again, go on with:\n  " +
            plan.resume_command;
    }
    std::fprintf(stderr, "tricky-runner: the display went away; %s\n", end.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tricky-runner: the display went away, and then: %s\n", error.what());
  }
}

/// Shows how many images are decoded, until all are.
void wait_for_images(Window& window, const std::string& title, const ImageLoader& loader, Clock& clock) {
  constexpr std::int64_t kBetweenPages_ns = 50'000'000;
  for (;;) {
    const std::size_t n_done = loader.n_done();
    const std::string progress = std::to_string(n_done) + " / " + std::to_string(loader.n_images());
    window.display().show(TextScreen{title, progress, ""});
    if (n_done == loader.n_images()) return;
    while (const auto event = window.input().wait(clock.now_ns() + kBetweenPages_ns)) {
      const bool escape = event->kind == InputEvent::Kind::key_down && event->key == Key::escape;
      if (escape || event->kind == InputEvent::Kind::close || event->kind == InputEvent::Kind::stop) {
        throw Interrupted("the session was ended before it began; nothing was written");
      }
    }
  }
}

/// Puts the certificate in short into the plan, or says why there is none that speaks for this display.
void put_timing(SessionPlan& plan, const std::filesystem::path& file, const Value& description, double now_wall_s) {
  std::string why;
  if (!std::filesystem::exists(file)) {
    why = "there is none at " + file.string();
  } else {
    const TimingCertificate certificate = read_certificate(file);
    why = why_outdated(certificate, certified_display(description), now_wall_s);
    if (why.empty()) plan.timing = in_short(certificate);
  }
  if (why.empty()) return;
  plan.timing_note = "no timing certificate speaks for this session: " + why;
  std::fprintf(stderr, "%s; the session goes on. To make one: tricky timing%s\n", plan.timing_note.c_str(),
               *description.find("fullscreen")->if_bool() ? "" : " --window");
}

}  // namespace

SessionEnd show_session(const SessionOptions& options, const PreparedSession& prepared, SessionStore& store,
                        ImageLoader& loader, TriggerLine* triggers) {
  SessionPlan plan = prepared.plan;
  plan.page_images = as_value(prepared.page_images);
  const std::optional<SimulatedObserver>& observer = prepared.simulated;
  if (observer && !options.window) {
    loader.finish();
    SimulatedClock clock;
    HeadlessDisplay nowhere(clock);
    SimulatedInput hands(*observer, plan, clock);
    WatchedDisplay display(nowhere, hands);
    return run_session(plan, store, display, hands, clock, triggers);
  }
  MonotonicClock clock;
  WindowOptions window_options;
  window_options.title = plan.protocol.title;
  window_options.fullscreen = options.fullscreen;
  window_options.enlarge = plan.protocol.enlarge;
  window_options.lab_display = lab_display(options);
  window_options.monitor = window_options.lab_display.monitor;
  if (options.scale > 0.0) window_options.scale = options.scale;
  window_options.texts = protocols::shown_texts(plan.protocol);
  window_options.texts_from = prepared.protocol_file;
  window_options.screen_texts = plan.protocol.texts;
  window_options.progress_bar = plan.protocol.progress_bar;
  window_options.timed_feedback = plan.protocol.timing.feedback_s > 0.0;
  Forms forms(plan.protocol);
  for (const PageImage& image : prepared.page_images) window_options.page_images.push_back(image.pixels);
  window_options.rehearsal = all_screens(plan, forms);
  const std::unique_ptr<Window> window = open_window(window_options, clock);
  wait_for_images(*window, plan.protocol.title, loader, clock);
  window->take_images(loader.finish());
  const DisplayLoss loss([&] { end_without_display(plan, store, clock); });
  put_timing(plan, options.timing_certificate, window->display().description(), clock.wall_s());
  if (!observer) return run_session(plan, store, window->display(), window->input(), clock, triggers);
  SimulatedInput hands(*observer, plan, clock, window->input());
  WatchedDisplay display(window->display(), hands);
  return run_session(plan, store, display, hands, clock, triggers);
}

}  // namespace tricky::runner
