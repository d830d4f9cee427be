#include "trials.h"

#include <algorithm>
#include <numeric>

#include "tricky/data/csv.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace tricky::runner {

namespace {

Trial trial_of(const StimulusList& list, std::size_t first) {
  const ListedStimulus& stimulus = list.stimuli[first];
  Trial trial;
  trial.trial = trial.list_trial = stimulus.trial;
  trial.phase = stimulus.phase;
  trial.first_stimulus = first;
  if (list.kind == StimulusList::Kind::ratings) {
    trial.item_id = stimulus.item_id;
    return trial;
  }
  const ListedStimulus& right = list.stimuli[first + 1];
  const bool left_is_easier = stimulus.difficulty == Difficulty::trivial;
  trial.left_item_id = stimulus.item_id;
  trial.right_item_id = right.item_id;
  trial.item_id = left_is_easier ? stimulus.item_id + "+" + right.item_id : right.item_id + "+" + stimulus.item_id;
  trial.expected = left_is_easier ? "left" : "right";
  return trial;
}

/// The first 16 hexadecimal digits of a digest as a number.
std::uint64_t seed_from(const std::string& text) { return std::stoull(sha256(text).substr(0, 16), nullptr, 16); }

}  // namespace

std::vector<Trial> make_trials(const StimulusList& list, const std::string& list_sha256,
                               const protocols::Protocol& protocol, const std::string& observer, int session) {
  const Task task = protocols::task_of(protocol);
  const StimulusList::Kind needed = protocols::list_kind_of(task);
  if (list.kind != needed) {
    throw InputError("protocol " + in_quotes(protocol.name) + " (task " + std::string(to_text(task)) +
                     ") needs a list of " + std::string(to_text(needed)) + ", and " + in_quotes(list.name) +
                     " is one of " + std::string(to_text(list.kind)) +
                     "; name another list, or make one with: tricky stimuli " + std::string(to_text(needed)));
  }
  std::vector<Trial> trials;
  const std::size_t per_trial = list.kind == StimulusList::Kind::pairs ? 2 : 1;
  for (std::size_t i = 0; i + per_trial <= list.stimuli.size(); i += per_trial) trials.push_back(trial_of(list, i));
  const auto main =
      std::find_if(trials.begin(), trials.end(), [](const Trial& each) { return each.phase == Phase::main; });
  if (main == trials.end()) throw InputError("list " + in_quotes(list.name) + " has no main trials");
  if (protocol.order == protocols::TrialOrder::per_observer) {
    RandomStream random(seed_from(observer + "\n" + list_sha256), Stream::observer,
                        static_cast<std::uint32_t>(session));
    random.shuffle(std::span(main, trials.end()));
    for (auto each = main; each != trials.end(); ++each) each->trial = static_cast<int>(each - main) + 1;
  }
  return trials;
}

std::string order_csv(const std::vector<Trial>& trials, const StimulusList& list) {
  CsvWriter writer(
      {"trial", "phase", "trial_kind", "repeat_of", "list_trial", "item_id", "left_item_id", "right_item_id", "expected",
       "sha256_rgb"},
      Separator::comma);
  for (const Trial& trial : trials) {
    writer.field(trial.trial).field(to_text(trial.phase)).field(to_text(trial.kind));
    writer.field(trial.repeat_of ? std::to_string(*trial.repeat_of) : "").field(trial.list_trial);
    for (const std::string* text : {&trial.item_id, &trial.left_item_id, &trial.right_item_id, &trial.expected}) {
      writer.field(std::string_view(*text));
    }
    std::string digests = list.stimuli[trial.first_stimulus].sha256_rgb;
    if (list.kind == StimulusList::Kind::pairs) digests += "+" + list.stimuli[trial.first_stimulus + 1].sha256_rgb;
    writer.field(std::string_view(digests));
    writer.end_row();
  }
  return writer.text();
}

}  // namespace tricky::runner
