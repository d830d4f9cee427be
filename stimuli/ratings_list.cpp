#include "tricky/stimuli/ratings_list.h"

#include <array>

#include "draw.h"
#include "tricky/data/errors.h"

namespace tricky::stimuli {

namespace {

void add_trials(std::vector<ListedStimulus>& stimuli, Phase phase, std::vector<ListedStimulus> images,
                RandomStream random) {
  random.shuffle(std::span(images));
  for (std::size_t i = 0; i < images.size(); ++i) {
    images[i].trial = static_cast<int>(i) + 1;
    images[i].phase = phase;
    images[i].position = Position::centre;
    stimuli.push_back(std::move(images[i]));
  }
}

}  // namespace

StimulusList make_ratings_list(const DifficultyTable& difficulty, const ItemSet& items, RatingsListSize size,
                               const ListOptions& options) {
  TRICKY_ASSERT(size.per_class > 0 && size.practice >= 0);
  constexpr auto kKind = StimulusList::Kind::ratings;
  const auto per_class = static_cast<std::size_t>(size.per_class);
  std::array needs{ClassNeed{Difficulty::trivial, per_class, 0}, ClassNeed{Difficulty::in_between, per_class, 0},
                   ClassNeed{Difficulty::impossible, per_class, 0}};
  RandomStream random_classes = list_stream(options.seed, Purpose::practice_classes, kKind);
  const std::vector<std::uint32_t> turns = random_permutation(random_classes, needs.size());
  for (int i = 0; i < size.practice; ++i) ++needs[turns[static_cast<std::size_t>(i) % needs.size()]].practice;

  StimulusList list;
  list.name = options.name;
  list.kind = kKind;
  list.difficulty_name = options.difficulty_name;
  list.item_set_digest = items.digest();
  std::vector<ListedStimulus> practice;
  std::vector<ListedStimulus> main;
  for (DrawnClass& drawn : draw_classes(difficulty, items, needs, kKind, options, "--per-class")) {
    practice.insert(practice.end(), drawn.practice.begin(), drawn.practice.end());
    main.insert(main.end(), drawn.main.begin(), drawn.main.end());
  }
  add_trials(list.stimuli, Phase::practice, std::move(practice),
             list_stream(options.seed, Purpose::practice_order, kKind));
  add_trials(list.stimuli, Phase::main, std::move(main), list_stream(options.seed, Purpose::order, kKind));
  return list;
}

}  // namespace tricky::stimuli
