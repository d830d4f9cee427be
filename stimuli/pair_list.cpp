#include "tricky/stimuli/pair_list.h"

#include <algorithm>
#include <array>

#include "draw.h"
#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

/// One entry a trial, 1 where the trivial image is on the left: half of them, in random order. (Not vector<bool>, whose
/// elements cannot be shuffled.)
std::vector<std::uint8_t> balanced_sides(std::size_t n, RandomStream random) {
  std::vector<std::uint8_t> sides(n);
  for (std::size_t i = 0; i < n; ++i) sides[i] = i % 2 == 0 ? 0 : 1;
  if (n % 2 == 1) sides.back() = static_cast<std::uint8_t>(random.below(2));
  random.shuffle(std::span(sides));
  return sides;
}

void add_trials(std::vector<ListedStimulus>& stimuli, Phase phase, std::vector<ListedStimulus> trivial,
                std::vector<ListedStimulus> impossible, RandomStream random) {
  TRICKY_ASSERT(trivial.size() == impossible.size());
  // Both classes come in random order, so that neither the pairing nor the order of trials needs another draw.
  const std::vector<std::uint8_t> trivial_left = balanced_sides(trivial.size(), std::move(random));
  for (std::size_t i = 0; i < trivial.size(); ++i) {
    ListedStimulus left = std::move(trivial[i]);
    ListedStimulus right = std::move(impossible[i]);
    if (trivial_left[i] == 0) std::swap(left, right);
    left.position = Position::left;
    right.position = Position::right;
    for (ListedStimulus* each : {&left, &right}) {
      each->trial = static_cast<int>(i) + 1;
      each->phase = phase;
      stimuli.push_back(std::move(*each));
    }
  }
}

/// Sides told and of the trivial image: both balanced, and crossed.
void add_catch_trials(std::vector<ListedStimulus>& stimuli, int first_trial, std::vector<ListedStimulus> trivial,
                      std::vector<ListedStimulus> impossible, RandomStream random) {
  struct Cell {
    bool told_left = false;
    bool told_trivial = false;
  };
  const bool begin_left = random.bernoulli(0.5);
  const bool begin_trivial = random.bernoulli(0.5);
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < trivial.size(); ++i) {
    cells.push_back({(i % 2 == 0) == begin_left, (i % 4 == 0 || i % 4 == 3) == begin_trivial});
  }
  random.shuffle(std::span(cells));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ListedStimulus left = std::move(trivial[i]);
    ListedStimulus right = std::move(impossible[i]);
    if (cells[i].told_left != cells[i].told_trivial) std::swap(left, right);
    left.position = Position::left;
    right.position = Position::right;
    for (ListedStimulus* each : {&left, &right}) {
      each->trial = first_trial + static_cast<int>(i);
      each->phase = Phase::main;
      each->catch_side = cells[i].told_left ? Position::left : Position::right;
      stimuli.push_back(std::move(*each));
    }
  }
}

}  // namespace

StimulusList make_pair_list(const DifficultyTable& difficulty, const ItemSet& items, PairListSize size,
                            const ListOptions& options) {
  TRICKY_ASSERT(size.trials > 0 && size.practice >= 0 && size.catch_trials >= 0);
  if (size.catch_trials > std::max(0, size.trials - 2)) {
    throw InputError("--catch: expected at most " + std::to_string(std::max(0, size.trials - 2)) + " of " +
                     std::to_string(size.trials) + " main trials, since no catch trial is first, last or beside another");
  }
  constexpr auto kKind = StimulusList::Kind::pairs;
  const auto trials = static_cast<std::size_t>(size.trials);
  const auto practice = static_cast<std::size_t>(size.practice);
  const auto catch_trials = static_cast<std::size_t>(size.catch_trials);
  const std::array needs{ClassNeed{Difficulty::trivial, trials, practice, catch_trials},
                         ClassNeed{Difficulty::impossible, trials, practice, catch_trials}};
  std::vector<DrawnClass> drawn = draw_classes(difficulty, items, needs, kKind, options, "--trials");

  StimulusList list;
  list.name = options.name;
  list.kind = kKind;
  list.difficulty_name = options.difficulty_name;
  list.item_set_digest = items.digest();
  add_trials(list.stimuli, Phase::practice, std::move(drawn[0].practice), std::move(drawn[1].practice),
             list_stream(options.seed, Purpose::practice_sides, kKind));
  add_trials(list.stimuli, Phase::main, std::move(drawn[0].main), std::move(drawn[1].main),
             list_stream(options.seed, Purpose::sides, kKind));
  add_catch_trials(list.stimuli, size.trials + 1, std::move(drawn[0].catch_trials), std::move(drawn[1].catch_trials),
                   list_stream(options.seed, Purpose::catch_sides, kKind));
  return list;
}

}  // namespace tricky::stimuli
