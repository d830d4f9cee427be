#include <algorithm>
#include <cstdio>

#include "replay/session_replay.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace {

std::string kind_of(const ReplayedTrial& trial) {
  if (trial.number.phase == Phase::practice) return "practice";
  return std::string(to_text(trial.kind));
}

std::size_t n_main(const SessionReplay& replay) {
  return static_cast<std::size_t>(std::count_if(replay.trials.begin(), replay.trials.end(), [](const auto& trial) {
    return trial.number.phase == Phase::main;
  }));
}

}  // namespace

std::string replay_as_text(const SessionReplay& replay, std::size_t first) {
  const SessionRecord& record = replay.record;
  const Value* n_trials = record.details.find("n_main_trials");
  const std::string of = n_trials != nullptr && n_trials->if_integer() != nullptr
                             ? " of " + std::to_string(*n_trials->if_integer())
                             : std::string();
  std::string text = "observer " + record.observer + ", session " + std::to_string(record.session) + " of " +
                     record.protocol + " (" + std::string(to_text(record.origin)) + "), list " + record.list + ", " +
                     record.state + ": " + std::to_string(n_main(replay)) + of + " trials answered, " +
                     std::to_string(replay.shown.stimuli.size()) + " images, every pixel as it was shown\n";
  for (std::size_t i = first; i < replay.trials.size(); ++i) {
    const ReplayedTrial& trial = replay.trials[i];
    char number[32];
    std::snprintf(number, sizeof number, "%5d  %-8s  ", trial.trial, kind_of(trial).c_str());
    text += number + join(trial.item_ids, " | ") + "  " + told_answers(replay, trial) + "\n";
  }
  return text;
}

Value replay_as_value(const SessionReplay& replay, std::size_t first) {
  const SessionRecord& record = replay.record;
  Value value;
  value["observer"] = record.observer;
  value["session"] = record.session;
  value["origin"] = to_text(record.origin);
  value["protocol"] = record.protocol;
  value["protocol_as_recorded"] = !replay.other_words;
  value["list"] = record.list;
  value["state"] = record.state;
  value["n_images"] = replay.shown.stimuli.size();
  Value trials = Value::Array{};
  for (std::size_t i = first; i < replay.trials.size(); ++i) {
    const ReplayedTrial& trial = replay.trials[i];
    Value row;
    row["trial"] = trial.trial;
    row["phase"] = to_text(trial.number.phase);
    row["trial_kind"] = to_text(trial.kind);
    Value images = Value::Array{};
    for (std::size_t k = 0; k < trial.images.size(); ++k) {
      Value image;
      image["item_id"] = trial.item_ids[k];
      image["file"] = replay.shown.stimuli[trial.images[k]].image;
      image["sha256_rgb"] = replay.shown.stimuli[trial.images[k]].sha256_rgb;
      images.push_back(std::move(image));
    }
    row["images"] = std::move(images);
    Value answers = Value::Array{};
    for (const ReplayedTrial::Answer& answer : trial.answers) {
      Value given;
      given["question"] = answer.question;
      given["response"] = answer.response.empty() ? Value() : Value(answer.response);
      given["response_time_s"] = answer.after_ns ? Value(static_cast<double>(*answer.after_ns) / 1e9) : Value();
      answers.push_back(std::move(given));
    }
    row["answers"] = std::move(answers);
    trials.push_back(std::move(row));
  }
  value["trials"] = std::move(trials);
  return value;
}

}  // namespace tricky::runner
