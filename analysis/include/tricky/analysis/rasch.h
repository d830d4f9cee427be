#pragma once

#include <cstddef>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// A Rasch (1PL) model of decision makers and items: P(right) = 1 / (1 + exp(-(ability - difficulty))), difficulties
/// normal over items with mean 0 and SD `sd_difficulty`, abilities parameters of the makers.
///
/// Here are few makers and many items, so it is the items that are integrated out (marginal maximum likelihood, Bock and
/// Aitkin 1981, with the roles of persons and items exchanged: the model does not tell them apart): on a grid of
/// equidistant points from -6 to 6 SD, by their EM steps and then Newton's. Standard errors of abilities and SD are from
/// the observed information; an item's difficulty is its posterior mean, its standard error the posterior SD. So items
/// that all get right, or none, have a difficulty too, drawn towards the others by what little is known of them. Of makers
/// that answered the same items it is a function of the number of them who are right.
///
/// Edges: makers that are always right, or always wrong, have no ability, say so, and stay out; the interval of an item
/// takes abilities as known (a little too narrow below some 100 items); difficulties that are not normal over items change
/// little but those of the items at the ends. Undefined with fewer than two makers or items, or where makers agree no more
/// than independent ones.
struct RaschFit {
  std::vector<Estimate> abilities;  ///< one a maker
  Estimate sd_difficulty;
  std::vector<double> difficulties;    ///< one an item; empty when undefined
  std::vector<double> standard_errors;
  double reliability = 0.0;  ///< of difficulties: 1 - mean squared standard error / sd_difficulty^2
};
RaschFit fit_rasch(const CorrectnessMatrix& matrix, double level = 0.95);

}  // namespace tricky::analysis
