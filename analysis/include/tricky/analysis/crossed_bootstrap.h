#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/correctness_bits.h"
#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// Items x decision makers are crossed: every maker answers every item. What a number generalises to is what its
/// bootstrap draws anew: other items, or other items and other makers of the kind.
struct CrossedDesign {
  std::size_t n_items = 0;
  /// The stratum of each maker: makers are drawn within theirs (observers among observers, networks of a condition
  /// among its networks). kFixed: stands in every draw once, as the base network does.
  std::vector<int> strata;
  static constexpr int kFixed = -1;
  std::string factors;  ///< for `method`: "items and networks"
};

/// Fewer decision makers than this are not drawn anew: their number could not say how others would vary.
inline constexpr std::size_t kFewestDrawn = 6;

/// Makers 0 … n_makers - 1 of one kind ("networks"): drawn anew together with the items if there are kFewestDrawn or
/// more, else only the items are.
CrossedDesign crossed_design(std::size_t n_items, std::size_t n_makers, const std::string& kind);

struct CrossedDraw {
  std::vector<std::uint32_t> items;  ///< how often each is in the draw
  std::vector<std::uint32_t> makers;
};

/// Draw `draw` of the bootstrap called `name`.
CrossedDraw crossed_draw(const CrossedDesign& design, std::uint64_t seed, std::string_view name, std::uint32_t draw);

/// A number, and the same number in draws of both factors, of either alone, and without each member of a factor. NaN
/// where it is undefined.
struct CrossedValues {
  double value = 0.0;
  std::size_t n = 0;            ///< pairs or makers that it is a mean of
  std::size_t n_undefined = 0;  ///< pairs or makers that it leaves out
  std::vector<double> draws;
  std::vector<double> items_alone;  ///< these two only where makers are drawn
  std::vector<double> makers_alone;
  std::vector<LeaveOneOut> leave_one_out;
  std::string undefined;  ///< why there is no value
};

/// One number minus another of the same draws, so that what they share cancels.
CrossedValues operator-(CrossedValues first, const CrossedValues& second);

/// The value with its interval.
///
/// Drawing items and makers at once counts the variance that belongs to single cells three times (Owen 2007, "The
/// pigeonhole bootstrap"), and few makers vary less in draws than in the world. Therefore the draws are stretched about
/// the value to the variance 2 (V_items + V_makers) - V_both from draws of either factor alone (Schütt, Kipnis,
/// Diedrichsen and Kriegeskorte 2023, eLife 12:e82566), V_makers times n / (n - strata), never below the larger of the
/// two, and by the ratio of Student's to the normal quantile with Satterthwaite's degrees of freedom. How well that
/// covers stands in tests/analysis/README.md.
Estimate crossed_estimate(const CrossedValues& values, const CrossedDesign& design, const BootstrapOptions& options);

/// A mean of accuracies over decision makers, or of kappas over pairs of them, on a set of items.
struct CrossedMean {
  enum class Of { accuracy, kappa };
  Of of = Of::kappa;
  std::vector<CorrectnessBits::Pair> pairs;  ///< of accuracy: (maker, maker)
  std::size_t item_set = 0;
  /// Subtracted from the value of each pair in every draw, as given: its null. Empty: nothing.
  std::vector<double> nulls = {};
};

/// All pairs of makers 0 … n - 1, and each of them by itself.
CrossedMean mean_kappa_of(std::size_t n_makers, std::size_t item_set = 0);
CrossedMean mean_accuracy_of(std::size_t n_makers, std::size_t item_set = 0);

/// Several such means under the same draws, which depend on `name` and the seed. `item_sets` are flags, one an item.
///
/// In a draw a pair counts as often as the product of its makers' counts; a maker drawn twice makes no pair with itself
/// (its kappa would be 1), and pairs whose kappa is undefined are left out, as they are of the mean. The items of a set
/// are drawn with all others: a draw holds more or fewer of them, and "in-between" is a property that an item brings
/// along. Where draws would take longer than about a minute there are fewer of them, or none; `method` tells.
std::vector<CrossedValues> crossed_means(const CorrectnessBits& bits, const CrossedDesign& design,
                                         const std::vector<std::vector<bool>>& item_sets,
                                         const std::vector<CrossedMean>& means, const std::string& name,
                                         const BootstrapOptions& options);

}  // namespace tricky::analysis
