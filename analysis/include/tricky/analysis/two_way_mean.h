#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// The share of right responses of J decision makers to I items, each of whom answers each item, with an interval that
/// generalises to other items and other makers. For means of which there are too many to draw each of them anew; else
/// see crossed_bootstrap.h. From the mean squares of items, makers and their interaction in the two-way table without
/// replicates (Searle, Casella and McCulloch 1992, chapter 4):
///
///   V = (MS_items + MS_makers - MS_interaction) / (I J), never below the larger of the first two over I J,
///   interval: logit^-1(logit(m) -+ t s / (m (1 - m))),  s = sqrt(V), t of Satterthwaite's degrees of freedom.
///
/// Fewer than six makers are taken as they are: V = MS_items / (I J) with I - 1 degrees of freedom. Where m is 0 or 1 it
/// is that of Clopper and Pearson with the items as draws. No interval with fewer than two items, and none where all
/// items and all makers give the same.
///
/// The value is the mean over makers of each one's share; missing responses are left out of it, and items with one are
/// left out of the interval. `n` counts makers. Undefined when nobody has answered.
Estimate two_way_share(const CorrectnessMatrix& matrix, const std::vector<std::size_t>& items, const std::string& kind,
                       double level);

}  // namespace tricky::analysis
