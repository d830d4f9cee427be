#pragma once

#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Would as many other decision makers of the kind find the same items hard? Split-half reliability of the share of
/// makers that are right on an item, over items, in Rulon's form (1939), which is Spearman and Brown's correction
/// without their assumption of equal halves: 4 cov(A, B) / var(A + B), A and B the two halves' numbers right. It is its
/// mean over all ways to halve the makers, which needs no halving (Cronbach 1951, Psychometrika 16; of right and wrong
/// it is KR-20):
///
///   reliability = n c / (v + (n - 1) c),
///
/// v: mean variance over items of right and wrong of one maker, c: mean covariance of two, n: mean number of makers
/// that answered an item. An answer that is missing leaves out its products alone.
///
/// Interval: jackknife over items and, of six or more, over makers: the variances from leaving out one of each, added
/// up, less that from leaving out single answers, which is in both (Cameron, Gelbach and Miller 2011, Journal of
/// Business and Economic Statistics 29), but not below that over items; Student's t with Satterthwaite's degrees of
/// freedom on log(1 - reliability). n counts items.
///
/// Below 0 where makers agree less than independent ones. Undefined with fewer than two makers or three items, or where
/// no maker is both right and wrong.
Estimate split_half_reliability(const CorrectnessMatrix& matrix, const std::string& kind, double level = 0.95);

/// The share right of two kinds of makers over the same items in the same order, and how high their correlation could
/// be:
///
///   correlation = b / sqrt((v1 + (n1 - 1) c1) / n1 * (v2 + (n2 - 1) c2) / n2),   b: mean covariance across the kinds
///   ceiling     = sqrt(reliability1 * reliability2)   (Spearman 1904)
///   corrected   = correlation / ceiling = b / sqrt(c1 c2): what endless observers and networks would reach
///
/// Intervals as above, over items, observers and networks, on Fisher's z; of `corrected`, which noise may lift above 1,
/// as it is. Ceiling and `corrected` are undefined where a kind's reliability is not above 0. Perfect prediction by the
/// second kind reaches the ceiling, not 1.
struct ComparedShares {
  Estimate correlation;
  Estimate ceiling;
  Estimate corrected;
};
ComparedShares compare_shares_right(const CorrectnessMatrix& observers, const CorrectnessMatrix& networks,
                                    double level = 0.95);

}  // namespace tricky::analysis
