#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// How the images that were given one answer divide into the three classes; the shares sum to 1.
struct AnswerShares {
  std::string answer;
  std::size_t n = 0;  ///< responses with this answer
  double trivial = 0.0;
  double in_between = 0.0;
  double impossible = 0.0;
};

struct QuestionAnswers {
  std::string question;
  std::vector<AnswerShares> answers;  ///< in the order of the axis
};

/// For each question a panel, for each answer a bar divided into trivial, in-between and impossible (paper, Figure 6).
/// TSV: question, panel, answer, position, n, trivial, in_between, impossible.
Figure answer_proportions(const std::string& figure_name, const std::vector<QuestionAnswers>& questions);

}  // namespace tricky::analysis
