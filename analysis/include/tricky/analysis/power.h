#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tricky/analysis/bootstrap.h"
#include "tricky/analysis/observer_model.h"

namespace tricky::analysis {

/// The numbers whose intervals a study can be planned for, each as `tricky analyse` computes it.
enum class PlannedNumber {
  accuracy,       ///< one observer's: Clopper-Pearson
  mean_accuracy,  ///< over observers: crossed bootstrap
  kappa,          ///< of one pair: bootstrap over items
  mean_kappa,     ///< over pairs: crossed bootstrap
  joint_alpha,    ///< ordinal, of all raters at once: bootstrap over items
  mean_alpha,     ///< ordinal, mean over pairs of raters: crossed bootstrap
};
inline constexpr std::array kPlannedNumbers{PlannedNumber::accuracy,    PlannedNumber::mean_accuracy,
                                            PlannedNumber::kappa,       PlannedNumber::mean_kappa,
                                            PlannedNumber::joint_alpha, PlannedNumber::mean_alpha};
std::string_view to_text(PlannedNumber number);
/// Whether it is one of 2AFC choices (else of ratings).
bool is_of_choices(PlannedNumber number);

struct PowerOptions {
  ChoiceModel choices;
  RatingModel ratings;
  int n_studies = 200;  ///< simulated studies a design
  BootstrapOptions bootstrap;
};

/// What to expect of a number's interval in a design of this many observers and trials (items).
struct ExpectedWidth {
  PlannedNumber number = PlannedNumber::accuracy;
  std::size_t n_observers = 0;
  std::size_t n_trials = 0;
  std::size_t n_studies = 0;          ///< in which the number has an interval
  std::size_t n_without = 0;          ///< in which it has none
  std::optional<double> mean_value;   ///< none: it has an interval in no study
  std::optional<double> mean_width;
  std::optional<double> width_90;     ///< 90 % of studies get an interval no wider than this
  std::optional<double> width_error;  ///< standard error of mean_width: how far simulation can be trusted
};

/// Called with how many simulated studies are done.
using PowerProgress = std::function<void(std::size_t)>;

/// Widths of intervals in simulated studies of one design, for the numbers in the order given. Study i of a design
/// depends on the seed, the design and i alone: not on the grid, the other numbers, or the number of threads.
/// Numbers of pairs need two observers.
std::vector<ExpectedWidth> expected_widths(const std::vector<PlannedNumber>& numbers, std::size_t n_observers,
                                           std::size_t n_trials, const PowerOptions& options,
                                           const PowerProgress& progress = {});

/// The smallest number of trials at which this many observers give the number an interval that is `width` wide or less
/// on average, from simulations by bisection, to within 2 % or one trial; nothing when `most_trials` are not enough.
/// Widths fall with the number of trials, so one that is not reached at the most is not reached below.
std::optional<ExpectedWidth> fewest_trials(PlannedNumber number, std::size_t n_observers, double width,
                                           std::size_t most_trials, const PowerOptions& options,
                                           const PowerProgress& progress = {});

}  // namespace tricky::analysis
