#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "tricky/data/estimate.h"

namespace tricky::analysis {

/// The results of an analysis, found by what they are of.
class ResultIndex {
 public:
  explicit ResultIndex(std::vector<Result> results);

  /// The estimate, or nullptr when the analysis has none.
  const Estimate* find(const std::string& statistic, const std::string& of, const std::string& over,
                       const std::string& subset = "all") const;
  /// All results with this statistic and `over`, in the file's order.
  std::vector<const Result*> all(const std::string& statistic, const std::string& over) const;

  const std::vector<Result>& results() const { return results_; }

 private:
  std::vector<Result> results_;
  std::unordered_map<std::string, std::size_t> one_;
  std::unordered_map<std::string, std::vector<std::size_t>> many_;
};

/// The two decision makers of a pair "A & B".
std::pair<std::string, std::string> makers_of_pair(const std::string& of);

/// Why values are undefined, for the notes below a table: one note a reason, naming what it holds for.
class Reasons {
 public:
  void add(const std::string& what, const Estimate& estimate);
  std::vector<std::string> notes() const;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons_;
};

}  // namespace tricky::analysis
