#pragma once

#include "tricky/data/difficulty.h"
#include "tricky/data/items.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/list_options.h"

namespace tricky::stimuli {

struct RatingsListSize {
  int per_class = 100;  ///< the original second experiment's
  int practice = 6;
};

/// The list of a ratings experiment: `per_class` trivial, in-between and impossible images each, one a trial, in one
/// random order. Practice images are others, a third from each class (which classes give one more is random). Images
/// are not filled in yet (list_images.h). Throws as make_pair_list does.
StimulusList make_ratings_list(const DifficultyTable& difficulty, const ItemSet& items, RatingsListSize size,
                               const ListOptions& options);

}  // namespace tricky::stimuli
