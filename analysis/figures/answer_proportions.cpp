#include "figures/answer_proportions.h"

#include <fmt/format.h>

#include <algorithm>

#include "tricky/data/csv.h"

namespace tricky::analysis {

Figure answer_proportions(const std::string& figure_name, const std::vector<QuestionAnswers>& questions) {
  Figure figure;
  figure.name = figure_name;
  CsvWriter writer({"question", "panel", "answer", "position", "n", "trivial", "in_between", "impossible"},
                   Separator::tab);
  std::size_t most_answers = 0;
  for (std::size_t panel = 0; panel < questions.size(); ++panel) {
    const QuestionAnswers& question = questions[panel];
    most_answers = std::max(most_answers, question.answers.size());
    for (std::size_t i = 0; i < question.answers.size(); ++i) {
      const AnswerShares& shares = question.answers[i];
      writer.field(std::string_view(figure_label(question.question))).field(panel + 1);
      writer.field(std::string_view(figure_label(shares.answer))).field(i).field(shares.n);
      writer.field(shares.trivial).field(shares.in_between).field(shares.impossible);
      writer.end_row();
      ++figure.n_shown;
    }
  }
  figure.tsv = writer.text();
  const std::size_t per_row =
      most_answers > 8 ? 1 : std::min<std::size_t>(3, std::max<std::size_t>(1, questions.size()));
  const std::size_t n_rows = (questions.size() + per_row - 1) / per_row;
  figure.height_cm = 1.2 + 6.0 * static_cast<double>(std::max<std::size_t>(1, n_rows));
  figure.caption =
      "Of the responses with each answer, the share that was given to trivial, in-between and impossible images; above "
      "each bar the number of responses.";
  figure.alt = fmt::format(
      "Stacked bars for {} question{}: how the images given each answer divide into trivial, "
      "in-between and impossible.",
      questions.size(), questions.size() == 1 ? "" : "s");

  // Panels are placed by hand: gnuplot's own layout would put a legend into each of them.
  const double left_cm = 1.5;
  const double gap_cm = 0.6;
  const double key_cm = 1.0;
  const double panel_cm =
      (figure.width_cm - left_cm - 0.2 - gap_cm * static_cast<double>(per_row - 1)) / static_cast<double>(per_row);
  std::string panels;
  for (std::size_t panel = 0; panel < questions.size(); ++panel) {
    const auto column = static_cast<double>(panel % per_row);
    const auto row = static_cast<double>(panel / per_row);
    const double left = left_cm + column * (panel_cm + gap_cm);
    const double top = figure.height_cm - key_cm - row * 6.0 - 0.7;
    std::string tics;
    for (std::size_t i = 0; i < questions[panel].answers.size(); ++i) {
      tics += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                          gnuplot_quoted(figure_label(questions[panel].answers[i].answer)), i);
    }
    const auto segment = [&](std::string_view below, std::string_view share, std::string_view colour,
                             const char* title) {
      return fmt::format(
          "data using 4:(100*({0}+{1}/2.)):($4-0.42):($4+0.42):(100*({0})):($2 == {2} ? 100*({0}+{1}) : NaN) "
          "with boxxyerror linecolor rgb '{3}' {4}, \\\n       ",
          below, share, panel + 1, colour, panel == 0 ? fmt::format("title '{}'", title) : std::string("notitle"));
    };
    // Narrow bars have no room for numbers, thin segments neither.
    const auto number = [&](std::string_view below, std::string_view share, std::string_view ink) {
      if (panel_cm / std::max<double>(1.0, static_cast<double>(questions[panel].answers.size())) < 0.85)
        return std::string();
      return fmt::format(
          "data using 4:($2 == {2} && {1} >= 0.07 ? 100*({0}+{1}/2.) : NaN):(sprintf('%.0f', 100*{1})) with labels "
          "textcolor rgb '{3}' font ','.small notitle, \\\n       ",
          below, share, panel + 1, ink);
    };
    panels +=
        fmt::format(R"gp(
  set lmargin at screen {left:.4f}
  set rmargin at screen {right:.4f}
  set tmargin at screen {top:.4f}
  set bmargin at screen {bottom:.4f}
  set title {title} offset 0,0.5
  set xrange [-0.6:{n}-0.4]
  set xtics ({tics}) scale 0
  {y_format}
  {y_label}
  {key}
  plot {segments}data using 4:($2 == {panel} ? 100 : NaN):(sprintf('%d', $5)) with labels offset 0,0.6 font ','.small textcolor rgb ink notitle
)gp",
                    fmt::arg("left", left / figure.width_cm), fmt::arg("right", (left + panel_cm) / figure.width_cm),
                    fmt::arg("top", (top - 0.2) / figure.height_cm), fmt::arg("bottom", (top - 4.3) / figure.height_cm),
                    fmt::arg("title", gnuplot_quoted(figure_label(questions[panel].question))),
                    fmt::arg("n", questions[panel].answers.size()), fmt::arg("tics", tics),
                    fmt::arg("y_format", panel % per_row == 0 ? "set format y '%g %%'" : "set format y ''"),
                    fmt::arg("y_label", panel % per_row == 0 ? "set ylabel 'share of responses'" : "unset ylabel"),
                    fmt::arg("key", panel == 0 ? "set key at screen 0.5,screen 0.995 center top horizontal samplen 1.2"
                                               : "unset key"),
                    fmt::arg("panel", panel + 1),
                    fmt::arg("segments", segment("0", "$6", colour::kTrivial, "trivial") +
                                             segment("$6", "$7", colour::kInBetween, "in-between") +
                                             segment("$6+$7", "$8", colour::kImpossible, "impossible") +
                                             number("0", "$6", "#FFFFFF") + number("$6", "$7", "#16191D") +
                                             number("$6+$7", "$8", "#FFFFFF")));
  }
  figure.commands = fmt::format(R"gp(
  small = (format eq 'svg') ? '9.6' : '7.2'
  set style fill solid 1.0 noborder
  set border 1
  unset grid
  set yrange [0:100]
  set ytics 0,25,100 scale 0
  set xlabel 'answer' offset 0,0.3
  set multiplot
{panels}
  unset multiplot)gp",
                                fmt::arg("panels", panels));
  return figure;
}

}  // namespace tricky::analysis
