#include "session_loop.h"

#include <algorithm>
#include <exception>

#include "keyboard.h"
#include "rating_form.h"
#include "tricky/data/errors.h"
#include "tricky/data/provenance.h"
#include "tricky/data/text.h"

namespace tricky::runner {

using protocols::RatingsTask;
using protocols::TwoChoiceTask;

namespace {

/// Thrown inside the loop to end the session from wherever it is.
struct Stop {
  std::string reason;
};

Value event_named(std::string_view name) {
  Value event;
  event["event"] = name;
  return event;
}

void put_trial(Value& event, const Trial& trial) {
  event["phase"] = to_text(trial.phase);
  event["trial"] = trial.trial;
  event["trial_kind"] = to_text(trial.kind);
  if (trial.repeat_of) event["repeat_of"] = *trial.repeat_of;
  event["item_id"] = trial.item_id;
  if (trial.expected.empty()) return;
  event["left_item_id"] = trial.left_item_id;
  event["right_item_id"] = trial.right_item_id;
  event["expected"] = trial.expected;
}

Value answer_value(std::string_view question, std::string_view response, std::int64_t response_ns,
                   std::int64_t uncertainty_ns, TimeSource source) {
  Value answer;
  answer["question"] = question;
  answer["response"] = response;
  answer["response_ns"] = response_ns;
  answer["uncertainty_ns"] = uncertainty_ns;
  answer["time_source"] = to_text(source);
  return answer;
}

bool contains(const std::vector<Key>& keys, Key key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); }

class Loop {
 public:
  Loop(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock)
      : plan_(plan), store_(store), display_(display), input_(input), clock_(clock) {}

  SessionEnd run() {
    begin();
    try {
      show_pages();
      for (std::size_t i = store_.next_trial(); i < plan_.trials.size(); ++i) {
        const Trial& trial = plan_.trials[i];
        const bool first_after_practice =
            trial.phase == Phase::main && i > 0 && plan_.trials[i - 1].phase == Phase::practice;
        if (first_after_practice) show_page(plan_.protocol.practice_done, plan_.protocol.texts.next);
        if (const auto* pairs = std::get_if<TwoChoiceTask>(&plan_.protocol.task)) {
          run_pair(trial, *pairs);
        } else {
          run_ratings(trial, std::get<RatingsTask>(plan_.protocol.task));
        }
      }
    } catch (const Stop& stop) {
      interrupted(stop.reason);
      return {false, stop.reason};
    } catch (const std::exception& error) {
      // What failed may fail again (a full disk); the first fault is the one to tell.
      try {
        interrupted(std::string("error: ") + error.what());
      } catch (const std::exception&) {
      }
      throw;
    }
    Value event = event_named("finished");
    event["utc"] = utc_now();
    store_.journal().append(event);
    write_derived_files(store_.folder());
    // All is kept; the last page may be left in any way.
    try {
      show_page(plan_.protocol.thanks, plan_.protocol.texts.thanks_hint);
    } catch (const Stop&) {
    }
    return {true, ""};
  }

 private:
  void begin() {
    Value event = event_named(store_.resumed() ? "resume" : "session_start");
    event["utc"] = utc_now();
    event["wall_s"] = clock_.wall_s();
    event["t_ns"] = clock_.now_ns();
    if (store_.resumed()) {
      event["torn_bytes_cut"] = store_.journal().n_cut_bytes();
      event["next_trial_index"] = store_.next_trial();
    } else {
      put_session(event);
    }
    Value software;
    software["version"] = version();
    software["git_revision"] = git_revision();
    event["software"] = std::move(software);
    event["command_line"] = plan_.command_line;
    event["display"] = display_.description();
    if (!plan_.timing.is_null()) event["timing"] = plan_.timing;
    event["input"] = input_.description();
    store_.journal().append(event);
  }

  void put_session(Value& event) const {
    const SessionRecord& record = plan_.record;
    event["begun_utc"] = utc_now();
    event["clock"] = plan_.simulate.empty() ? "CLOCK_MONOTONIC" : "simulated observer";
    event["observer"] = record.observer;
    event["session"] = record.session;
    event["origin"] = to_text(record.origin);
    event["task"] = to_text(record.task);
    event["protocol"] = record.protocol;
    event["protocol_sha256"] = record.protocol_sha256;
    event["list"] = record.list;
    event["list_sha256"] = record.list_sha256;
    event["order_sha256"] = store_.order_sha256();
    event["language"] = plan_.protocol.language;
    event["n_practice_trials"] = plan_.count(Phase::practice);
    event["n_main_trials"] = plan_.count(Phase::main);
    event["responses"] = protocols::response_meanings(plan_.protocol);
    if (!plan_.simulate.empty()) event["simulate"] = plan_.simulate;
  }

  void interrupted(const std::string& reason) {
    Value event = event_named("interrupted");
    event["reason"] = reason;
    event["utc"] = utc_now();
    event["t_ns"] = clock_.now_ns();
    store_.journal().append(event);
    write_derived_files(store_.folder());
  }

  void show(const Screen& screen) {
    screen_ = screen;
    onset_ns_ = display_.show(screen_);
    n_other_presses_ = 0;
  }

  /// The next press of a key or of the mouse that came after the onset. Nothing when the screen was left for the
  /// question whether to leave, and must be shown anew.
  std::optional<InputEvent> next_press() {
    for (;;) {
      const std::optional<InputEvent> event = input_.wait(kForever);
      if (!event) continue;
      switch (event->kind) {
        case InputEvent::Kind::close: throw Stop{"the window was closed"};
        case InputEvent::Kind::stop: throw Stop{"signal " + std::to_string(event->signal)};
        case InputEvent::Kind::redraw: display_.show(screen_); break;
        case InputEvent::Kind::mouse_press:
          if (event->t_ns - event->uncertainty_ns >= onset_ns_) return event;
          break;
        case InputEvent::Kind::key_down:
        case InputEvent::Kind::key_up:
          if (!keyboard_.is_press(*event, onset_ns_)) break;
          if (event->key != Key::escape) return event;
          ask_whether_to_leave();
          return std::nullopt;
      }
    }
  }

  void ask_whether_to_leave() {
    if (std::holds_alternative<LeaveScreen>(screen_)) return;
    const Screen before = screen_;
    show(LeaveScreen{});
    for (;;) {
      const std::optional<InputEvent> press = next_press();
      if (!press) break;  // Escape again
      if (press->kind == InputEvent::Kind::key_down && press->key == Key::enter) throw Stop{"Escape"};
    }
    screen_ = before;
  }

  // --- Pages ---

  enum class Turn { next, back };

  Turn show_page(const std::string& text, const std::string& hint) {
    for (;;) {
      show(TextScreen{plan_.protocol.title, text, hint});
      while (const std::optional<InputEvent> press = next_press()) {
        if (press->kind == InputEvent::Kind::mouse_press) {
          const std::optional<Target> target = display_.target_at(press->x_px, press->y_px);
          if (target && target->kind == Target::Kind::next) return Turn::next;
        } else if (press->key == Key::space || press->key == Key::enter) {
          return Turn::next;
        } else if (press->key == Key::backspace) {
          return Turn::back;
        }
      }
    }
  }

  void show_pages() {
    const std::vector<std::string>& pages = plan_.protocol.instructions;
    for (std::size_t page = 0; page < pages.size();) {
      Value event = event_named("instructions");
      event["page"] = page + 1;
      event["t_ns"] = clock_.now_ns();
      store_.journal().append(event);
      const Turn turn =
          show_page(pages[page], page == 0 ? plan_.protocol.texts.next : plan_.protocol.texts.next_or_back);
      if (turn == Turn::next) {
        ++page;
      } else if (page > 0) {
        --page;
      }
    }
  }

  // --- Trials ---

  TrialNumber number_of(const Trial& trial) const { return {trial.phase, trial.trial, plan_.count(trial.phase)}; }

  void announce(const Trial& trial) {
    Value event = event_named("trial");
    put_trial(event, trial);
    event["t_ns"] = clock_.now_ns();
    store_.journal().append(event);
    late_before_ = display_.late_frames().value_or(0);
  }

  /// The digests and difficulties of what is shown, left and right joined by +.
  void put_shown(Value& event, const Trial& trial) const {
    const bool pair = !trial.expected.empty();
    const ListedStimulus& first = plan_.list.stimuli[trial.first_stimulus];
    std::string digests = first.sha256_rgb;
    std::string difficulties(to_text(first.difficulty));
    if (pair) {
      const ListedStimulus& second = plan_.list.stimuli[trial.first_stimulus + 1];
      digests += "+" + second.sha256_rgb;
      difficulties += "+" + std::string(to_text(second.difficulty));
    }
    event["image_sha256"] = std::move(digests);
    event["difficulty"] = std::move(difficulties);
  }

  void keep_response(const Trial& trial, std::int64_t onset_ns, Value answers) {
    Value event = event_named("response");
    put_trial(event, trial);
    put_shown(event, trial);
    event["onset_ns"] = onset_ns;
    event["answers"] = std::move(answers);
    event["other_presses"] = n_other_presses_;
    if (const std::optional<int> late = display_.late_frames()) event["dropped_frames"] = *late - late_before_;
    store_.journal().append(event);
  }

  void run_pair(const Trial& trial, const TwoChoiceTask& task) {
    PairScreen screen;
    screen.number = number_of(trial);
    screen.left_image = trial.first_stimulus;
    screen.right_image = trial.first_stimulus + 1;
    screen.task = &task;
    const std::optional<Position> side = ask_side(trial, screen, task);
    TRICKY_ASSERT(side.has_value());
    if (trial.phase != Phase::practice || !task.practice_feedback) return;
    const Position easier = trial.expected == "left" ? Position::left : Position::right;
    screen.feedback = PairScreen::Feedback{easier, easier == *side};
    for (;;) {
      show(screen);
      while (const std::optional<InputEvent> press = next_press()) {
        if (press->kind == InputEvent::Kind::key_down && (press->key == Key::space || press->key == Key::enter)) return;
      }
    }
  }

  /// Shows the pair, anew as often as it must, until a side is chosen and kept.
  std::optional<Position> ask_side(const Trial& trial, const PairScreen& screen, const TwoChoiceTask& task) {
    for (;;) {
      announce(trial);
      show(screen);
      const std::int64_t onset_ns = onset_ns_;
      while (const std::optional<InputEvent> press = next_press()) {
        const bool is_key = press->kind == InputEvent::Kind::key_down;
        const bool left = is_key && contains(task.left_keys, press->key);
        const bool right = is_key && contains(task.right_keys, press->key);
        if (!left && !right) {
          ++n_other_presses_;
          continue;
        }
        const Position side = left ? Position::left : Position::right;
        Value answer = answer_value("easier", to_text(side), press->t_ns, press->uncertainty_ns, press->source);
        answer["key"] = to_text(press->key);
        keep_response(trial, onset_ns, Value::Array{std::move(answer)});
        return side;
      }
    }
  }

  void run_ratings(const Trial& trial, const RatingsTask& task) {
    RatingForm form(task.questions);
    for (;;) {
      announce(trial);
      const RatingsScreen screen{number_of(trial), trial.first_stimulus, &form};
      show(screen);
      const std::int64_t onset_ns = onset_ns_;
      if (const std::optional<InputEvent> confirmed = fill_in(form)) {
        Value answers = Value::Array{};
        for (std::size_t i = 0; i < task.questions.size(); ++i) {
          const RatingForm::Answer& given = form.answers()[i];
          Value answer = answer_value(task.questions[i].name, std::to_string(*given.value), given.changed_ns,
                                      given.uncertainty_ns, given.source);
          answer["n_changes"] = given.n_changes;
          answers.push_back(std::move(answer));
        }
        keep_response(trial, onset_ns, std::move(answers));
        return;
      }
      form = RatingForm(task.questions);
    }
  }

  /// The press that confirmed the form, or nothing when the trial must be shown anew.
  std::optional<InputEvent> fill_in(RatingForm& form) {
    while (const std::optional<InputEvent> press = next_press()) {
      RatingForm::Effect effect = RatingForm::Effect::none;
      if (press->kind == InputEvent::Kind::key_down) {
        effect = form.press(press->key, *press);
      } else if (const std::optional<Target> target = display_.target_at(press->x_px, press->y_px)) {
        effect = form.press(*target, *press);
      }
      if (effect == RatingForm::Effect::confirmed) return press;
      if (effect == RatingForm::Effect::changed) {
        display_.show(screen_);
      } else {
        ++n_other_presses_;
      }
    }
    return std::nullopt;
  }

  const SessionPlan& plan_;
  SessionStore& store_;
  Display& display_;
  Input& input_;
  Clock& clock_;
  Keyboard keyboard_;
  Screen screen_ = LeaveScreen{};
  std::int64_t onset_ns_ = 0;
  int n_other_presses_ = 0;
  int late_before_ = 0;  ///< of the display's late frames: before this trial
};

}  // namespace

SessionEnd run_session(const SessionPlan& plan, SessionStore& store, Display& display, Input& input, Clock& clock) {
  return Loop(plan, store, display, input, clock).run();
}

}  // namespace tricky::runner
