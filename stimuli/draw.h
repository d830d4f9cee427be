#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tricky/data/difficulty.h"
#include "tricky/data/items.h"
#include "tricky/data/random.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/list_options.h"

namespace tricky::stimuli {

/// What a list's random numbers are for: the instance of their stream. Part of every list ever made: only append.
enum class Purpose : std::uint32_t {
  trivial = 1,
  in_between = 2,
  impossible = 3,
  balance = 4,
  sides = 5,
  practice_sides = 6,
  order = 7,
  practice_order = 8,
  practice_classes = 9,
  catch_sides = 10,
};

RandomStream list_stream(std::uint64_t seed, Purpose purpose, StimulusList::Kind kind);

/// How many images of a class a list takes.
struct ClassNeed {
  Difficulty difficulty = Difficulty::unclassified;
  std::size_t main = 0;
  std::size_t practice = 0;
  std::size_t catch_trials = 0;
};

/// Images drawn from one class, in random order; trial, phase and position are still to be set.
struct DrawnClass {
  std::vector<ListedStimulus> main;
  std::vector<ListedStimulus> practice;
  std::vector<ListedStimulus> catch_trials;
};

/// Draws as ListOptions describes, one result a need. `size_option` is the command's option that asks for fewer.
std::vector<DrawnClass> draw_classes(const DifficultyTable& difficulty, const ItemSet& items,
                                     std::span<const ClassNeed> needs, StimulusList::Kind kind,
                                     const ListOptions& options, const std::string& size_option);

}  // namespace tricky::stimuli
