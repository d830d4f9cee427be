#pragma once

#include <optional>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// A class of Gaussian noise: how far it is from the next one, and how often it is recognised.
struct NoiseClass {
  int label = 0;
  std::optional<double> divergence;  ///< nats; the last class has none
  std::optional<double> accuracy;
};

/// Divergence by class, accuracy by class, and one against the other (paper, Figure 9), divergences on a logarithmic axis.
/// Name, caption and alt text are the caller's. TSV: label, kl_to_next_class, accuracy.
Figure divergence_accuracy(const std::vector<NoiseClass>& classes);

}  // namespace tricky::analysis
