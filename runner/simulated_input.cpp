#include "simulated_input.h"

#include <algorithm>
#include <string>
#include <vector>

#include "stop_signals.h"
#include "tricky/data/errors.h"

namespace tricky::runner {

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr int kTrialsOfOneShowing = 1'000'000;  // more than any list has
constexpr std::int64_t kHold_ns = 60 * kNsPerMs;      // how long a key stays down
constexpr std::int64_t kReading_ns = 700 * kNsPerMs;  // a page of text, a feedback
constexpr std::int64_t kBetweenKeys_ns = 120 * kNsPerMs;

std::int64_t ns(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

Key digit_key(int digit) { return static_cast<Key>(static_cast<int>(Key::digit_0) + digit); }

}  // namespace

SimulatedInput::SimulatedInput(const SimulatedObserver& observer, const SessionPlan& plan, SimulatedClock& clock)
    : observer_(observer), plan_(plan), clock_(clock), moved_clock_(&clock) {}

SimulatedInput::SimulatedInput(const SimulatedObserver& observer, const SessionPlan& plan, Clock& clock, Input& beside)
    : observer_(observer), plan_(plan), clock_(clock), beside_(&beside) {}

/// How long this observer takes for something.
std::int64_t SimulatedInput::lasting(std::int64_t usual_ns) const {
  return static_cast<std::int64_t>(static_cast<double>(usual_ns) / observer_.speed);
}

void SimulatedInput::press(Key key, std::int64_t at_ns) {
  InputEvent event;
  event.key = key;
  event.t_ns = at_ns;
  coming_.push_back(event);
  event.kind = InputEvent::Kind::key_up;
  event.t_ns = at_ns + lasting(kHold_ns);
  coming_.push_back(event);
}

/// What was to be pressed on the screen before is not pressed on the next one; keys that are down still go up.
void SimulatedInput::forget_presses() {
  std::vector<Key> forgotten;
  std::erase_if(coming_, [&](const InputEvent& event) {
    if (event.kind == InputEvent::Kind::text) return true;
    if (event.kind == InputEvent::Kind::key_down) {
      forgotten.push_back(event.key);
      return true;
    }
    const auto at = std::find(forgotten.begin(), forgotten.end(), event.key);
    if (at == forgotten.end()) return false;
    forgotten.erase(at);
    return true;
  });
}

/// The stimulus, with chance of its own for each showing.
ListedStimulus SimulatedInput::as_shown(std::size_t image, int showing) const {
  ListedStimulus stimulus = plan_.list.stimuli[image];
  stimulus.trial += showing * kTrialsOfOneShowing;
  return stimulus;
}

/// A time after the onset, moved to where the protocol lets responses count.
std::int64_t SimulatedInput::when_allowed(std::int64_t after_ns) const {
  const protocols::Timing& timing = plan_.protocol.timing;
  double earliest_s = timing.too_fast == protocols::Timing::TooFast::ignore ? timing.min_response_s : 0.0;
  if (timing.respond == protocols::Timing::Respond::after_stimulus) earliest_s = std::max(earliest_s, timing.stimulus_s);
  return earliest_s == 0.0 ? after_ns : std::max(after_ns, ns(earliest_s) + lasting(kBetweenKeys_ns));
}

bool SimulatedInput::seen_already(const Screen& screen) {
  if (!seen_ || seen_->index() != screen.index()) return false;
  const auto same_number = [](const TrialNumber& a, const TrialNumber& b) {
    return a.phase == b.phase && a.trial == b.trial;
  };
  if (const auto* text = std::get_if<TextScreen>(&screen)) return std::get<TextScreen>(*seen_).text == text->text;
  if (const auto* form = std::get_if<FormScreen>(&screen)) {
    return std::get<FormScreen>(*seen_).text == form->text;
  }
  if (const auto* pair = std::get_if<PairScreen>(&screen)) {
    const auto& before = std::get<PairScreen>(*seen_);
    return same_number(before.number, pair->number) && before.feedback.has_value() == pair->feedback.has_value();
  }
  if (const auto* ratings = std::get_if<RatingsScreen>(&screen)) {
    return same_number(std::get<RatingsScreen>(*seen_).number, ratings->number);
  }
  return true;
}

void SimulatedInput::look_at(const Screen& screen, std::int64_t onset_ns) {
  if (seen_already(screen)) return;
  seen_ = screen;
  forget_presses();
  if (const auto* text = std::get_if<TextScreen>(&screen)) {
    press(Key::space, onset_ns + std::int64_t{text->opens_in_s} * kNsPerSecond + lasting(kReading_ns));
  }
  if (const auto* form = std::get_if<FormScreen>(&screen)) fill_in(*form->form, onset_ns);
  if (const auto* pair = std::get_if<PairScreen>(&screen)) decide(*pair, onset_ns);
  if (const auto* ratings = std::get_if<RatingsScreen>(&screen)) decide(*ratings, onset_ns);
}

void SimulatedInput::write(char32_t character, std::int64_t at_ns) {
  InputEvent event;
  event.kind = InputEvent::Kind::text;
  event.character = character;
  event.t_ns = at_ns;
  coming_.push_back(event);
}

/// The first answer to each choice (yes, that is, to taking part), the smallest number, a word.
void SimulatedInput::fill_in(const EntryForm& form, std::int64_t onset_ns) {
  std::int64_t at_ns = onset_ns + lasting(kReading_ns);
  for (std::size_t i = 0; i < form.fields().size(); ++i, at_ns += lasting(kReading_ns)) {
    const protocols::FormField& field = form.fields()[i];
    if (field.kind == protocols::FormField::Kind::choice) {
      press(digit_key(1), at_ns);  // goes on to the next field by itself
      if (i + 1 < form.fields().size()) continue;
    } else {
      const bool number = field.kind == protocols::FormField::Kind::number;
      for (const char c : number ? std::to_string(field.smallest) : std::string("simulated")) {
        write(static_cast<unsigned char>(c), at_ns += lasting(kBetweenKeys_ns));
      }
    }
    press(Key::enter, at_ns += lasting(kBetweenKeys_ns));
  }
}

void SimulatedInput::decide(const PairScreen& screen, std::int64_t onset_ns) {
  if (screen.feedback) {
    press(Key::space, onset_ns + lasting(kReading_ns));
    return;
  }
  const ListedStimulus left = as_shown(screen.left_image, screen.showing);
  const ListedStimulus right = as_shown(screen.right_image, screen.showing);
  const Position side = screen.told ? observer_.follow(screen.told->side, left) : observer_.choose(left, right);
  press(side == Position::left ? screen.task->left_keys.front() : screen.task->right_keys.front(),
        onset_ns + when_allowed(ns(observer_.response_time_s(left, right))));
}

void SimulatedInput::decide(const RatingsScreen& screen, std::int64_t onset_ns) {
  const ListedStimulus stimulus = as_shown(screen.image, screen.showing);
  const auto& questions = screen.form->questions();
  std::int64_t at_ns = onset_ns + when_allowed(0);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    at_ns += ns(observer_.response_time_s(stimulus, i));
    const int value = observer_.rate(stimulus, questions[i], i);
    if (questions[i].kind == protocols::RatingQuestion::Kind::choice) {
      press(digit_key(value + 1), at_ns);  // goes on to the next question by itself
      continue;
    }
    for (const char digit : std::to_string(value)) {
      press(digit_key(digit - '0'), at_ns);
      at_ns += lasting(kBetweenKeys_ns);
    }
    if (i + 1 < questions.size()) press(Key::down, at_ns);
  }
  press(Key::enter, at_ns + lasting(kBetweenKeys_ns));
}

std::optional<InputEvent> SimulatedInput::wait_beside(std::int64_t until_ns) {
  std::optional<InputEvent> event = beside_->wait(until_ns);
  if (!event) return event;
  if (event->kind == InputEvent::Kind::redraw || event->kind == InputEvent::Kind::close ||
      event->kind == InputEvent::Kind::stop) {
    return event;
  }
  // Nobody else's keys may answer for the simulated observer.
  if (event->kind != InputEvent::Kind::key_down || event->key != Key::escape) return std::nullopt;
  event->kind = InputEvent::Kind::close;
  return event;
}

std::optional<InputEvent> SimulatedInput::wait(std::int64_t until_ns) {
  const std::int64_t next_ns = coming_.empty() ? kForever : coming_.front().t_ns;
  if (beside_ != nullptr) {
    if (std::optional<InputEvent> event = wait_beside(std::min(until_ns, next_ns))) return event;
    if (next_ns > clock_.now_ns()) return std::nullopt;
  } else {
    if (const int signal = StopSignals::take(); signal != 0) {
      InputEvent stop;
      stop.kind = InputEvent::Kind::stop;
      stop.signal = signal;
      stop.t_ns = clock_.now_ns();
      return stop;
    }
    // A simulated observer that has nothing to do would wait for ever.
    TRICKY_ASSERT(next_ns != kForever || until_ns != kForever);
    moved_clock_->move_to(std::min(until_ns, next_ns));
    if (next_ns > until_ns) return std::nullopt;
  }
  InputEvent event = coming_.front();
  coming_.pop_front();
  event.t_ns = clock_.now_ns();
  return event;
}

Value SimulatedInput::description() const {
  Value value;
  value["source"] = "simulated observer";
  value["spec"] = observer_.spec;
  if (beside_ != nullptr) value["beside"] = beside_->description();
  return value;
}

}  // namespace tricky::runner
