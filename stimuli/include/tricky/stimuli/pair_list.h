#pragma once

#include "tricky/data/difficulty.h"
#include "tricky/data/items.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/list_options.h"

namespace tricky::stimuli {

struct PairListSize {
  int trials = 149;  ///< the original first experiment's
  int practice = 5;
  int catch_trials = 0;
};

/// The list of a two-choice experiment: each trial shows one trivial and one impossible image, paired at random and in
/// random order. The trivial image is on the left in exactly half of the main trials and half of the practice trials
/// (of an odd number, the odd one's side is random), in random order: a departure from the original experiment, whose
/// sides were drawn one by one. Catch trials are such pairs, of which observers are told which side to choose: left in
/// half of them, and in half of these and half of those the trivial image; as evenly as their number allows. No image
/// is used twice. Images are not filled in yet (list_images.h).
///
/// Throws InputError when the table belongs to another item set, when a column that the options need is missing or
/// malformed, when there are more catch trials than can come between main ones, and when a class has too few images:
/// then with how many there are, how many it takes, and what would help.
StimulusList make_pair_list(const DifficultyTable& difficulty, const ItemSet& items, PairListSize size,
                            const ListOptions& options);

}  // namespace tricky::stimuli
