#pragma once

#include <cstddef>
#include <vector>

#include "tricky/analysis/ratings.h"
#include "tricky/data/decisions.h"
#include "tricky/data/random.h"

namespace tricky::analysis {

/// Observers and items as a Rasch model has them: P(right) = 1 / (1 + exp(-(ability + easiness))), abilities and
/// easinesses normal. What observers share is how hard each item is; that alone makes them err together.
struct ChoiceModel {
  double mean_ability = 0.0;
  double sd_ability = 0.0;   ///< between observers
  double sd_easiness = 0.0;  ///< between items

  /// Over all items and observers that there could be.
  double mean_accuracy() const;
  double sd_accuracy() const;  ///< of observers' accuracies, each over all items
  double mean_kappa() const;   ///< of pairs of observers, each over all items

  /// Observers "1", "2", … on as many items, drawn anew.
  CorrectnessMatrix draw(RandomStream& random, std::size_t n_observers, std::size_t n_items) const;
};

/// The model with this mean accuracy, SD of accuracies between observers, and mean kappa between them. Throws
/// InputError when there is none: accuracy must lie between 0 and 1, kappa be at least 0, and both kappa and the SD be
/// within what the accuracy leaves room for.
ChoiceModel choice_model(double accuracy, double sd_accuracy, double kappa);

/// Raters who see the same quality in an item, through a bias of their own and noise: q + b + e, normal with total
/// variance 1, cut into categories that are equally frequent over all raters and items.
struct RatingModel {
  int n_categories = 3;
  double sd_quality = 0.0;
  double sd_bias = 0.0;  ///< between raters

  /// Ordinal alpha of many raters of many items.
  double alpha() const;

  Ratings draw(RandomStream& random, std::size_t n_raters, std::size_t n_items) const;
};

/// The model with this ordinal alpha. Throws InputError for alpha outside [0, 1), fewer than two categories, and where
/// the bias leaves no room for so high an alpha.
RatingModel rating_model(double alpha, int n_categories, double sd_bias);

}  // namespace tricky::analysis
