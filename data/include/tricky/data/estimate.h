#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tricky/data/provenance.h"

namespace tricky {

/// A number with what one must know to trust it. A statistic that has no value (kappa of two perfect deciders) has
/// none, and says why.
struct Estimate {
  std::optional<double> value;
  std::optional<std::pair<double, double>> ci;  ///< at `level`
  double level = 0.95;
  std::size_t n = 0;      ///< items, trials or pairs behind it
  std::string method;     ///< of the interval or test: "Clopper-Pearson", "bootstrap over items, 2000 draws"
  std::string undefined;  ///< the reason, when there is no value
};

/// An estimate and what it is of: a row of results.csv.
struct Result {
  std::string statistic;  ///< "kappa", "accuracy", "share_trivial"
  std::string of;         ///< decision maker, pair "A & B", or group
  std::string over;       ///< what it was computed over: "imagenet items", "pairs_1312 trials"
  std::string subset;     ///< "all", "in-between", "Q2 = 1"
  Estimate estimate;
};

/// results.csv: statistic,of,over,subset,value,ci_low,ci_high,level,n,method,undefined; results.json the same with
/// provenance. Reading takes the JSON.
void write_results(const std::filesystem::path& folder, const std::vector<Result>& results,
                   const Provenance& provenance);
std::vector<Result> read_results(const std::filesystem::path& json);

}  // namespace tricky
