#include "figures/answer_proportions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/panels.h"
#include "tricky/data/csv.h"

namespace tricky::analysis {

namespace {

constexpr double kLeftCm = 1.9;
constexpr double kGapCm = 0.7;
constexpr double kKeyCm = 0.9;
constexpr double kTitleCm = 1.1;  // and the counts above the bars
constexpr double kPlotCm = 4.2;
constexpr double kRowCm = kTitleCm + kPlotCm + 1.5;
constexpr double kLetterCm = 0.17;
constexpr double kNarrowestWithNumbersCm = 0.55;

struct Panel {
  std::size_t row = 0;
  double left_cm = 0.0;
  double width_cm = 0.0;
  double bar_cm = 0.0;
};

double width_of(const QuestionAnswers& question, double bar_cm) {
  const double title_cm = kLetterCm * static_cast<double>(question.question.size());
  return std::max({bar_cm * static_cast<double>(question.answers.size()), std::min(title_cm, 6.0), 2.0});
}

/// The question as a panel's title, cut where the next panel begins.
std::string title_of(const QuestionAnswers& question, double panel_cm) {
  std::string title = figure_label(question.question);
  const auto most = static_cast<std::size_t>((panel_cm + 0.5 * kGapCm) / kLetterCm);
  if (title.size() <= most) return title;
  std::size_t end = most - 1;
  while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return title.substr(0, end) + "…";
}

/// Panels from left to right with bars of about the same width, in one row if bars of 5.5 mm fit into it, else in
/// several.
std::vector<Panel> lay_out(const std::vector<QuestionAnswers>& questions, double figure_cm) {
  const double room_cm = figure_cm - kLeftCm - 0.3;
  double bar_cm = 1.3;
  const auto needed = [&] {
    double sum = kGapCm * static_cast<double>(questions.size() - 1);
    for (const QuestionAnswers& question : questions) sum += width_of(question, bar_cm);
    return sum;
  };
  while (!questions.empty() && bar_cm > kNarrowestWithNumbersCm && needed() > room_cm) bar_cm -= 0.02;
  const bool one_row = questions.empty() || needed() <= room_cm;
  if (!one_row) {
    bar_cm = 0.9;
    std::size_t most = 1;
    for (const QuestionAnswers& question : questions) most = std::max(most, question.answers.size());
    const double of_two = (room_cm - kGapCm) / 2.0 / static_cast<double>(most);  // two panels a row, if bars stay legible
    if (of_two < bar_cm && of_two >= kNarrowestWithNumbersCm) bar_cm = of_two;
  }
  std::vector<Panel> panels;
  Panel next{0, kLeftCm, 0.0, 0.0};
  for (const QuestionAnswers& question : questions) {
    next.width_cm = std::min(width_of(question, bar_cm), room_cm);
    next.bar_cm = next.width_cm / static_cast<double>(std::max<std::size_t>(1, question.answers.size()));
    if (next.left_cm > kLeftCm && next.left_cm + next.width_cm > kLeftCm + room_cm + 1e-6) {
      ++next.row;
      next.left_cm = kLeftCm;
    }
    panels.push_back(next);
    next.left_cm += next.width_cm + kGapCm;
  }
  return panels;
}

}  // namespace

Figure answer_proportions(const std::string& figure_name, const std::vector<QuestionAnswers>& questions,
                          AnswerTotal total) {
  const bool of_all = total == AnswerTotal::all_answers;
  double highest = 0.0;
  Figure figure;
  figure.name = figure_name;
  CsvWriter writer({"question", "panel", "answer", "position", "n", "trivial", "in_between", "impossible"},
                   Separator::tab);
  for (std::size_t panel = 0; panel < questions.size(); ++panel) {
    const QuestionAnswers& question = questions[panel];
    for (std::size_t i = 0; i < question.answers.size(); ++i) {
      const AnswerShares& shares = question.answers[i];
      writer.field(std::string_view(figure_label(question.question))).field(panel + 1);
      writer.field(std::string_view(figure_label(shares.answer))).field(i).field(shares.n);
      writer.field(shares.trivial).field(shares.in_between).field(shares.impossible);
      writer.end_row();
      ++figure.n_shown;
      highest = std::max(highest, shares.trivial + shares.in_between + shares.impossible);
    }
  }
  figure.tsv = writer.text();
  const std::vector<Panel> panels = lay_out(questions, figure.width_cm);
  const std::size_t n_rows = panels.empty() ? 1 : panels.back().row + 1;
  figure.height_cm = kKeyCm + kRowCm * static_cast<double>(n_rows);
  figure.caption =
      of_all ? "Of all responses, the share that each answer was given, divided by whether it was given to trivial, "
               "in-between or impossible images; above each bar the number of responses."
             : "Of the responses with each answer, the share that was given to trivial, in-between and impossible images; "
               "above each bar the number of responses.";
  // The axis of shares of all ends at the next tenth that leaves room for the numbers.
  const double top = of_all ? std::max(10.0, 10.0 * std::ceil(10.0 * highest + 0.05)) : 100.0;
  figure.alt = fmt::format(
      "Stacked bars for {} question{}: how the images given each answer divide into trivial, "
      "in-between and impossible.",
      questions.size(), questions.size() == 1 ? "" : "s");
  if (of_all) figure.alt += " Bars are as high as the answers are frequent.";

  // Panels are placed by hand: gnuplot's own layout would put a legend into each of them.
  std::string drawing;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const Panel& panel = panels[i];
    const QuestionAnswers& question = questions[i];
    const double top_cm = figure.height_cm - kKeyCm - kRowCm * static_cast<double>(panel.row) - kTitleCm;
    std::string tics;
    for (std::size_t k = 0; k < question.answers.size(); ++k) {
      add_gnuplot_tic(tics, question.answers[k].answer, k);
    }
    // Of one panel's rows only; NaN leaves the others out.
    const auto segment = [&](std::string_view below, std::string_view share, std::string_view colour) {
      return fmt::format(
          "data using 4:($2 == {2} ? 100*({0}+{1}) : NaN):($4-0.42):($4+0.42):(100*({0})):(100*({0}+{1})) "
          "with boxxyerror linecolor rgb '{3}' notitle, \\\n       ",
          below, share, i + 1, colour);
    };
    // Empty labels, not NaN, leave the others out: gnuplot 5.4 crashes when no label of a plot has a place.
    const auto number = [&](std::string_view below, std::string_view share, std::string_view ink) {
      if (panel.bar_cm < kNarrowestWithNumbersCm) return std::string();
      return fmt::format(
          "data using 4:(100*({0}+{1}/2.)):($2 == {2} && {1} >= {4} ? sprintf('%.0f', 100*{1}) : '') with labels "
          "textcolor rgb '{3}' font ','.small notitle, \\\n       ",
          below, share, i + 1, ink, 0.0007 * top);
    };
    drawing += fmt::format(
        R"gp({place}
  set title {title} offset 0,0.6
  set xrange [-0.6:{n}-0.4]
  set xtics ({tics}) scale 0
  {y_axis}
  plot {segments}data using 4:({count_at}):($2 == {panel} ? sprintf('%d', $5) : '') with labels offset 0,0.6 font ','.small textcolor rgb ink notitle
)gp",
        fmt::arg("place", place_panel({panel.left_cm, top_cm, panel.width_cm, kPlotCm}, figure.width_cm, figure.height_cm)),
        fmt::arg("title", gnuplot_quoted(title_of(question, panel.width_cm))), fmt::arg("n", question.answers.size()),
        fmt::arg("tics", tics),
        fmt::arg("y_axis", panel.left_cm == kLeftCm ? "set format y '%g %%'; set ylabel 'share of responses'"
                                                    : "set format y ''; unset ylabel"),
        fmt::arg("panel", i + 1), fmt::arg("count_at", of_all ? "100*($6+$7+$8)" : "100"),
        fmt::arg("segments", segment("0", "$6", colour::kTrivial) + segment("$6", "$7", colour::kInBetween) +
                                 segment("$6+$7", "$8", colour::kImpossible) + number("0", "$6", "#FFFFFF") +
                                 number("$6", "$7", "#16191D") + number("$6+$7", "$8", "#16191D")));
  }
  const auto boxes = [](std::string_view colour) { return fmt::format("boxes linecolor rgb '{}'", colour); };
  figure.commands =
      fmt::format(R"gp(
  small = (format eq 'svg') ? '9.6' : '7.2'
  set style fill solid 1.0 noborder
  unset grid
{begin}
  set yrange [0:{top}]
  set border 1
  set xlabel 'answer' offset 0,0.3
  set ytics 0,{step},100 scale 0
{panels}
  unset multiplot)gp",
                  fmt::arg("panels", drawing), fmt::arg("top", top), fmt::arg("step", top > 50.0 ? 25 : top > 20.0 ? 10 : 5),
                  fmt::arg("begin", begin_panels({{boxes(colour::kTrivial), "trivial"},
                                                  {boxes(colour::kInBetween), "in-between"},
                                                  {boxes(colour::kImpossible), "impossible"}},
                                                 1.4)));
  return figure;
}

}  // namespace tricky::analysis
