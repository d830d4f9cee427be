#pragma once

#include <cstdint>
#include <string_view>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/error_consistency.h"
#include "tricky/data/estimate.h"
#include "tricky/data/random.h"

namespace tricky::analysis {

/// error_consistency with a bootstrap interval over items (set_interval).
///
/// Resampling n items with replacement changes kappa only through the four cells, whose counts are then multinomial
/// with the observed shares: drawing those counts is the same distribution as copying items, and does not depend on n.
/// The result is the same for (first, second) and (second, first).
Estimate bootstrap_error_consistency(const AgreementTable& table, RandomStream random, const BootstrapOptions& options);

/// The stream for a pair of decision makers over some data: depends on their names, whichever comes first, and on
/// nothing else, so adding networks or threads changes no other pair's interval.
RandomStream pair_stream(std::uint64_t seed, std::string_view over, std::string_view first, std::string_view second);

}  // namespace tricky::analysis
