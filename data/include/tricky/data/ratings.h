#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tricky {

/// One observer's answers to all questions about one item.
struct RatingRow {
  std::string observer;
  int trial = 0;
  std::string item_id;
  std::vector<double> answers;  ///< one a question; NaN where missing
};

/// ratings/NAME.csv: observer,trial,item_id, then one column a question.
struct RatingTable {
  std::vector<std::string> questions;
  std::vector<RatingRow> rows;
};

RatingTable read_ratings(const std::filesystem::path& csv);

/// What is known about the rated items (ratings/NAME_items.csv): the class each was sampled as, how many networks were
/// right, whether its label is an error. trial,item_id,sampled_as,n_correct,n_makers,label_error.
struct RatedItem {
  int trial = 0;
  std::string item_id;
  std::string sampled_as;
  int n_correct = 0;
  int n_makers = 0;
  bool label_error = false;
};
std::vector<RatedItem> read_rated_items(const std::filesystem::path& csv);

}  // namespace tricky
