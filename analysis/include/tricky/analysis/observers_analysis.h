#pragma once

#include <vector>

#include "tricky/analysis/bootstrap_kappa.h"
#include "tricky/analysis/session_groups.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Observers of a group whose task has right responses (two_choice, categorisation): analyse_decisions over the group,
/// with p_above_chance for two_choice, and for two_choice also share_left, d_prime and side_bias of each observer
/// (two_choice.h), over the trials with a response.
std::vector<Result> analyse_observers(const SessionGroup& group, const BootstrapOptions& options);

}  // namespace tricky::analysis
