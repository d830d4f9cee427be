#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "figure.h"

namespace tricky::analysis {

/// How the images that were given one answer divide into the three classes. The shares sum to 1 within the answer, or to
/// 1 over all answers to the question.
enum class AnswerTotal { one_answer, all_answers };

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

/// For each question (or observer) a panel, for each answer a bar divided into trivial, in-between and impossible: of the
/// responses with this answer (paper, Figure 6), or of all responses, the bars then as high as the answers are frequent
/// (Figures 25 to 28).
/// TSV: question, panel, answer, position, n, trivial, in_between, impossible.
Figure answer_proportions(const std::string& figure_name, const std::vector<QuestionAnswers>& questions,
                          AnswerTotal total = AnswerTotal::one_answer);

}  // namespace tricky::analysis
