#include "session_events.h"
#include "session_parts.h"

namespace tricky::runner {

namespace {

constexpr double kForgotten_s = 15.0 * 60.0;
constexpr std::int64_t kSecond_ns = 1'000'000'000;

enum class Turn { next, back };

Turn turn_page(RunningSession& session, const TextScreen& screen) {
  Stage& stage = session.stage;
  for (;;) {
    stage.show(screen);
    while (stage.wait() == Stage::Wake::press) {
      if (stage.goes_on()) return Turn::next;
      if (stage.is_key() && stage.event().key == Key::backspace) return Turn::back;
    }
  }
}

/// Whoever comes back to the trials after a short while begins with the protocol's last page: what to press.
std::size_t first_page(RunningSession& session) {
  const std::optional<double> pause_s = session.store.pause_s(session.stage.clock());
  const bool remembers = session.store.had("trial") && pause_s && *pause_s < kForgotten_s;
  const std::size_t n_pages = session.plan.protocol.instructions.size();
  return remembers && n_pages > 0 ? n_pages - 1 : 0;
}

}  // namespace

void show_page(RunningSession& session, const std::string& text, const std::string& hint) {
  while (turn_page(session, {session.plan.protocol.title, text, hint}) != Turn::next) {
  }
}

std::vector<TextScreen> instruction_screens(const SessionPlan& plan) {
  const protocols::Protocol& protocol = plan.protocol;
  const protocols::ScreenTexts& texts = protocol.texts;
  std::vector<TextScreen> screens;
  std::size_t n_images = 0;
  for (const protocols::Page& page : protocol.instructions) {
    TextScreen screen{protocol.title, page.text, screens.empty() ? texts.next : texts.next_or_back};
    if (!page.image.empty()) screen.image = n_images++;
    screens.push_back(screen);
  }
  const std::string& of_catch_trials = protocol.catch_texts.instructions;
  if (plan.has_catch_trials() && !of_catch_trials.empty()) {
    screens.push_back({protocol.title, of_catch_trials, texts.next_or_back});
  }
  return screens;
}

void show_instructions(RunningSession& session) {
  const std::vector<TextScreen> pages = instruction_screens(session.plan);
  for (std::size_t page = first_page(session); page < pages.size();) {
    Value event = event_named("instructions");
    event["page"] = page + 1;
    event["t_ns"] = session.stage.clock().now_ns();
    session.keep(event);
    if (turn_page(session, pages[page]) == Turn::next) {
      ++page;
    } else if (page > 0) {
      --page;
    }
  }
}

void take_break(RunningSession& session) {
  Stage& stage = session.stage;
  const protocols::Protocol& protocol = session.plan.protocol;
  const std::int64_t begin_ns = stage.clock().now_ns();
  const std::int64_t open_ns = begin_ns + ns_of(protocol.breaks.min_s);
  Value event = event_named("break");
  event["t_ns"] = begin_ns;
  session.keep(event);

  TextScreen screen{protocol.title, protocol.breaks.text, protocol.texts.next};
  bool triggered = false;
  for (bool shown = false;;) {
    const std::int64_t left_ns = open_ns - stage.clock().now_ns();
    screen.opens_in_s = left_ns <= 0 ? 0 : static_cast<int>((left_ns + kSecond_ns - 1) / kSecond_ns);
    if (shown) {
      stage.change(screen);
    } else {
      stage.show(screen);
      if (!triggered) session.trigger(protocol.triggers.break_begin);
      triggered = true;
    }
    shown = true;
    const std::int64_t next_second_ns = open_ns - std::int64_t{screen.opens_in_s - 1} * kSecond_ns;
    const std::int64_t until_ns = screen.opens_in_s > 0 ? next_second_ns : kForever;
    Stage::Wake wake = stage.wait(until_ns);
    while (wake == Stage::Wake::press && !(screen.opens_in_s == 0 && stage.goes_on())) wake = stage.wait(until_ns);
    if (wake == Stage::Wake::press) break;
    if (wake == Stage::Wake::anew) shown = false;
  }
  session.trigger(protocol.triggers.break_over);
  event = event_named("break_over");
  event["t_ns"] = stage.clock().now_ns();
  session.keep(event);
}

}  // namespace tricky::runner
