#pragma once

#include <array>
#include <string>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/krippendorff_alpha.h"
#include "tricky/analysis/ratings.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Krippendorff's alpha at each level of measurement (in the order of kMeasurementLevels) with a bootstrap interval
/// over units: units with two values or more are drawn anew, with all their values. The raters stay who they are.
std::array<Estimate, kMeasurementLevels.size()> bootstrap_alpha(const Ratings& ratings, const std::string& name,
                                                                const BootstrapOptions& options);

/// Mean over pairs of raters of Pearson's correlation and of alpha, each with its interval.
struct MeanAgreement {
  Estimate pearson;
  std::array<Estimate, kMeasurementLevels.size()> alpha;
};

/// Units and, from kFewestDrawn raters on, raters are drawn anew (crossed_bootstrap.h). Pairs for which the statistic
/// is undefined are left out. Where raters are drawn the interval has percentiles: six to twelve raters do not tell how
/// skewed a mean over pairs is, and BCa, which needs to know (Schenker 1985, JASA 80, 360), holds the truth less often
/// (tests/analysis/README.md). Where draws would take longer than about a minute there are none; `method` tells.
MeanAgreement bootstrap_mean_agreement(const Ratings& ratings, const std::string& name,
                                       const BootstrapOptions& options);

}  // namespace tricky::analysis
