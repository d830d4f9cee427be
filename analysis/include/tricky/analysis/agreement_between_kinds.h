#pragma once

#include <string>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Do observers agree with each other more than networks do, and more than with networks? Error consistency over the items
/// that both kinds answered, matched by item_id (of several showings in a session the first counts). Over `over`:
///
///   mean_kappa_on_shared_items   of "observers", "networks": over the pairs within each kind; of "observers & networks":
///                                over the pairs of an observer and a network
///   mean_kappa_difference        of "observers - networks", "observers - (observers & networks)",
///                                "networks - (observers & networks)"
///
/// Intervals from one bootstrap (crossed_bootstrap.h), so that what the means share cancels in the differences: over items,
/// and over each kind of which there are six or more. Undefined ones say why. Nothing when no item is shared.
std::vector<Result> compare_agreement(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                      const std::string& over, const BootstrapOptions& options);

}  // namespace tricky::analysis
