#include "trials.h"

#include <algorithm>
#include <numeric>

#include "catch_trials.h"
#include "text_seed.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/data/text.h"

namespace tricky::runner {

using protocols::Repeats;
using protocols::TrialOrder;

namespace {

/// Streams of one seed: what an observer's random order and repeats are drawn from.
constexpr std::uint32_t kShuffle = 0;
constexpr std::uint32_t kRepeats = 1;
constexpr std::uint32_t kCatchTrials = 2;

Trial trial_of(const StimulusList& list, std::size_t left, std::size_t right) {
  const ListedStimulus& stimulus = list.stimuli[left];
  Trial trial;
  trial.trial = trial.list_trial = stimulus.trial;
  trial.phase = stimulus.phase;
  trial.left_stimulus = left;
  trial.right_stimulus = right;
  if (list.kind == StimulusList::Kind::ratings) {
    trial.item_id = stimulus.item_id;
    return trial;
  }
  trial.left_item_id = stimulus.item_id;
  trial.right_item_id = list.stimuli[right].item_id;
  if (stimulus.catch_side) trial.kind = TrialKind::catch_trial;
  const bool left_is_easier = stimulus.difficulty == Difficulty::trivial;
  trial.item_id = left_is_easier ? trial.left_item_id + "+" + trial.right_item_id
                                 : trial.right_item_id + "+" + trial.left_item_id;
  trial.expected = stimulus.catch_side ? to_text(*stimulus.catch_side) : left_is_easier ? "left" : "right";
  return trial;
}

/// The same images on exchanged sides, everything that depends on them too.
Trial swapped(const Trial& trial, const StimulusList& list) {
  Trial result = trial_of(list, trial.right_stimulus, trial.left_stimulus);
  result.kind = trial.kind;
  result.repeat_of = trial.repeat_of;
  return result;
}

/// Trials as they come, from 1; repeats say which number their first showing has now.
void number_trials(std::vector<Trial>& main) {
  std::vector<std::pair<int, int>> first_showing;  // list trial, number
  for (std::size_t i = 0; i < main.size(); ++i) {
    Trial& trial = main[i];
    trial.trial = static_cast<int>(i) + 1;
    if (trial.kind != TrialKind::repeat) {
      first_showing.emplace_back(trial.list_trial, trial.trial);
      continue;
    }
    const auto shown = std::find_if(first_showing.begin(), first_showing.end(),
                                    [&](const auto& each) { return each.first == trial.list_trial; });
    TRICKY_ASSERT(shown != first_showing.end());
    trial.repeat_of = shown->second;
  }
}

void add_repeats(std::vector<Trial>& main, const Repeats& repeats, const StimulusList& list, RandomStream random) {
  std::vector<int> sources;  // list trials that leave room behind them
  for (std::size_t i = 0; i + static_cast<std::size_t>(repeats.min_distance) <= main.size(); ++i) {
    if (main[i].kind == TrialKind::main) sources.push_back(main[i].list_trial);
  }
  if (sources.size() < static_cast<std::size_t>(repeats.n)) {
    throw InputError("[repeats] of the protocol asks for " + std::to_string(repeats.n) + " repeats at least " +
                     std::to_string(repeats.min_distance) + " trials after the first showing, and list " +
                     in_quotes(list.name) + " has only " + std::to_string(sources.size()) +
                     " main trials that leave such room; lower n or min_distance, or make a longer list");
  }
  random.shuffle(std::span(sources));
  sources.resize(static_cast<std::size_t>(repeats.n));
  for (const int source : sources) {
    const auto first = std::find_if(main.begin(), main.end(), [&](const Trial& each) {
      return each.kind == TrialKind::main && each.list_trial == source;
    });
    Trial repeat = *first;
    const bool swap = repeats.sides == Repeats::Sides::swapped ||
                      (repeats.sides == Repeats::Sides::random && random.bernoulli(0.5));
    if (swap && list.kind == StimulusList::Kind::pairs) repeat = swapped(repeat, list);
    repeat.kind = TrialKind::repeat;
    // Whatever is put in later can only move the two further apart.
    const auto earliest = static_cast<std::size_t>(first - main.begin() + repeats.min_distance);
    const std::size_t at = earliest + static_cast<std::size_t>(random.below(main.size() - earliest + 1));
    main.insert(main.begin() + static_cast<std::ptrdiff_t>(at), std::move(repeat));
  }
}

/// Puts the catch trials among all others, in their own order.
void add_catch_trials(std::vector<Trial>& main, const std::vector<Trial>& catch_trials,
                      const protocols::Protocol& protocol, const StimulusList& list, RandomStream random) {
  if (catch_trials.empty()) return;
  const auto every = static_cast<std::size_t>(protocol.breaks.every);
  const std::vector<std::size_t> places =
      catch_places(main.size() + catch_trials.size(), catch_trials.size(), every, std::move(random));
  if (places.empty()) {
    throw InputError("list " + in_quotes(list.name) + " has " + std::to_string(catch_trials.size()) +
                     " catch trials, too many for a session of " + std::to_string(main.size()) + " other trials" +
                     (every > 0 ? " with a break after every " + std::to_string(every) : std::string()) +
                     ": none may be first, last, or beside another or a break; make a list with fewer (tricky stimuli "
                     "pairs --catch)" + (every > 0 ? ", or have fewer breaks" : ""));
  }
  for (std::size_t k = 0; k < places.size(); ++k) {  // ascending: those put in before have their places
    main.insert(main.begin() + static_cast<std::ptrdiff_t>(places[k] - 1), catch_trials[k]);
  }
}

std::vector<Trial> as_yoked(const std::vector<Trial>& main, const std::vector<YokedTrial>& yoked,
                            const StimulusList& list) {
  std::vector<Trial> result;
  for (const YokedTrial& other : yoked) {
    const auto listed = std::find_if(main.begin(), main.end(),
                                     [&](const Trial& each) { return each.list_trial == other.list_trial; });
    const auto fits = [&](const Trial& trial) { return trial.left_item_id == other.left_item_id; };  // the sides
    const bool repeats_another =
        other.repeat_of && result[static_cast<std::size_t>(*other.repeat_of) - 1].list_trial != other.list_trial;
    const bool same_kind = listed != main.end() && (listed->kind == TrialKind::catch_trial) ==
                                                       (other.kind == TrialKind::catch_trial);
    if (!same_kind || repeats_another || !(fits(*listed) || fits(swapped(*listed, list)))) {
      throw InputError("--yoked-to: the other session's trial " + std::to_string(result.size() + 1) +
                       " is not one of list " + in_quotes(list.name) + "; name a session of the same list");
    }
    Trial trial = fits(*listed) ? *listed : swapped(*listed, list);
    trial.kind = other.kind;
    trial.repeat_of = other.repeat_of;
    result.push_back(std::move(trial));
  }
  return result;
}

}  // namespace

std::vector<YokedTrial> read_yoked_order(const std::filesystem::path& order_csv) {
  CsvReader reader(order_csv);
  const std::size_t phase = reader.column("phase");
  const std::size_t kind = reader.column("trial_kind");
  const std::size_t repeat_of = reader.column("repeat_of");
  const std::size_t list_trial = reader.column("list_trial");
  const std::size_t left = reader.column("left_item_id");
  std::vector<YokedTrial> result;
  while (reader.next()) {
    if (reader[phase] != to_text(Phase::main)) continue;
    YokedTrial trial;
    const auto is = [&](TrialKind each) { return reader[kind] == to_text(each); };
    if (is(TrialKind::catch_trial)) {
      trial.kind = TrialKind::catch_trial;
    } else if (is(TrialKind::repeat)) {
      trial.kind = TrialKind::repeat;
      trial.repeat_of = static_cast<int>(reader.integer(repeat_of, 1, static_cast<std::int64_t>(result.size())));
    } else if (!is(TrialKind::main)) {
      reader.fail(kind, "expected main, catch or repeat, got " + in_quotes(reader[kind]));
    }
    trial.list_trial = static_cast<int>(reader.integer(list_trial, 1, 1'000'000));
    trial.left_item_id = reader[left];
    result.push_back(std::move(trial));
  }
  if (result.empty()) throw InputError({order_csv, 0, ""}, "holds no main trial, so there is no order to follow");
  return result;
}

std::vector<Trial> make_trials(const StimulusList& list, const std::string& list_sha256,
                               const protocols::Protocol& protocol, const std::string& observer, int session,
                               const std::vector<YokedTrial>& yoked) {
  const Task task = protocols::task_of(protocol);
  const StimulusList::Kind needed = protocols::list_kind_of(task);
  if (list.kind != needed) {
    throw InputError("protocol " + in_quotes(protocol.name) + " (task " + std::string(to_text(task)) +
                     ") needs a list of " + std::string(to_text(needed)) + ", and " + in_quotes(list.name) +
                     " is one of " + std::string(to_text(list.kind)) +
                     "; name another list, or make one with: tricky stimuli " + std::string(to_text(needed)));
  }
  std::vector<Trial> practice;
  std::vector<Trial> main;
  std::vector<Trial> catch_trials;
  const std::size_t per_trial = list.kind == StimulusList::Kind::pairs ? 2 : 1;
  for (std::size_t i = 0; i + per_trial <= list.stimuli.size(); i += per_trial) {
    Trial trial = trial_of(list, i, i + per_trial - 1);
    std::vector<Trial>& place = trial.kind == TrialKind::catch_trial ? catch_trials
                                : trial.phase == Phase::main         ? main
                                                                     : practice;
    place.push_back(std::move(trial));
  }
  if (!catch_trials.empty() && protocol.catch_texts.left.empty()) {
    throw InputError("list " + in_quotes(list.name) + " has " + std::to_string(catch_trials.size()) +
                     " catch trials, and protocol " + in_quotes(protocol.name) +
                     " has no table [catch] that says what observers are told in them; easier_image.toml, as tricky init "
                     "writes it, shows one");
  }
  if (main.empty()) throw InputError("list " + in_quotes(list.name) + " has no main trials");
  if (protocol.practice.criterion > 0.0 && practice.empty()) {
    throw InputError("protocol " + in_quotes(protocol.name) + " has a criterion for practice, and list " +
                     in_quotes(list.name) + " has no practice trials; leave out [practice], or make another list");
  }
  const std::uint64_t seed = seed_from(observer + "\n" + list_sha256);
  const auto number = static_cast<std::uint32_t>(session);
  if (protocol.order == TrialOrder::per_observer) {
    RandomStream random(seed, Stream::observer, number, kShuffle);
    random.shuffle(std::span(main));
  }
  // Where the order is the same for all observers, repeats and catch trials are too.
  const bool shared = protocol.order == TrialOrder::list;
  const auto stream = [&](std::uint32_t purpose) {
    return RandomStream(shared ? seed_from(list_sha256) : seed, Stream::observer, shared ? 0 : number, purpose);
  };
  if (protocol.order == TrialOrder::yoked) {
    main.insert(main.end(), catch_trials.begin(), catch_trials.end());
    main = as_yoked(main, yoked, list);
  } else {
    if (protocol.repeats.n > 0) add_repeats(main, protocol.repeats, list, stream(kRepeats));
    RandomStream random = stream(kCatchTrials);
    if (!shared) random.shuffle(std::span(catch_trials));
    add_catch_trials(main, catch_trials, protocol, list, std::move(random));
  }
  number_trials(main);

  std::vector<Trial> trials;
  for (int round = 1; round <= protocol.practice.max_rounds; ++round) {
    for (Trial trial : practice) {
      trial.round = round;
      trial.trial += (round - 1) * static_cast<int>(practice.size());
      trials.push_back(std::move(trial));
    }
  }
  trials.insert(trials.end(), main.begin(), main.end());
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
    std::string digests = list.stimuli[trial.left_stimulus].sha256_rgb;
    if (list.kind == StimulusList::Kind::pairs) digests += "+" + list.stimuli[trial.right_stimulus].sha256_rgb;
    writer.field(std::string_view(digests));
    writer.end_row();
  }
  return writer.text();
}

}  // namespace tricky::runner
