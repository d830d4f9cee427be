#include <fmt/format.h>

#include <algorithm>

#include "figures/small_multiples.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/analysis/ratings_analysis.h"

namespace tricky::analysis {

namespace {

constexpr double kNarrowUse = 0.3;
constexpr std::size_t kMostPanels = 24;

/// How often each rater gives each answer to a question, beside the mean of all.
std::optional<Figure> scale_use(const Material& material, const SessionGroup& group, const std::string& question,
                                const std::string& name) {
  const auto is_of_question = [&](const Result& result) { return result.subset.starts_with(question + " = "); };
  const auto answer_of = [&](const Result& result) { return std::stod(result.subset.substr(question.size() + 3)); };
  PanelSeries all{"all observers, mean", {}, PanelSeries::Look::lines};
  SmallMultiples plot;
  for (const Result* result : material.results.all("mean_share_of_answer", group.over)) {
    if (!is_of_question(*result) || !result->estimate.value) continue;
    all.points.push_back({answer_of(*result), *result->estimate.value, std::nullopt});
    plot.x_tics.push_back(answer_of(*result));
  }
  plot.x_label = "answer";
  plot.y_label = "share of answers";
  plot.y_scale = YScale::percent;
  plot.y_range = {0.0, 1.0};
  plot.columns = 4;
  for (std::size_t i = 0; i < std::min(group.sessions.size(), kMostPanels); ++i) {
    const std::string& maker = group.sessions[i].maker;
    PanelSeries own{"this observer, with the interval", {}, PanelSeries::Look::dots};
    for (const Result* result : material.results.all("share_of_answer", group.over)) {
      if (result->of != maker || !is_of_question(*result) || !result->estimate.value) continue;
      own.points.push_back({answer_of(*result), *result->estimate.value, result->estimate.ci});
    }
    if (!own.points.empty()) plot.panels.push_back({maker, {all, own}, std::nullopt});
  }
  if (plot.panels.empty()) return std::nullopt;
  Figure figure = small_multiples(plot);
  figure.name = name;
  figure.caption = "How often each observer gives each answer to “" + question +
                   "”, with Clopper-Pearson intervals, beside the mean over observers" +
                   (group.sessions.size() > kMostPanels ? fmt::format(". The first {} of {} observers.", kMostPanels,
                                                                      group.sessions.size())
                                                        : ".");
  figure.alt = "Shares of the answers to " + question + ", a panel an observer, each with the mean of all observers.";
  return figure;
}

}  // namespace

std::optional<Section> raters_section(const Material& material, const SessionGroup& group, FigureNames& names) {
  Section section{group_id(group) + "-raters", "What raters did: " + group_heading(group), origin_badge(group), {}};
  if (auto notice = origin_notice(group)) section.blocks.emplace_back(std::move(*notice));
  Table table;
  table.caption =
      "Use of the scale: 0 for one who always answers the same, 1 for one who gives all answers equally often. Above "
      "others: mean answer above that of the others to the same image. Difference: mean absolute difference from another "
      "observer. Alpha without: ordinal alpha of the others. Drift: how much higher answers are at the end of the session "
      "than at its beginning, against the others’ to the same images. Repeats: same answer when an image was shown again.";
  table.columns = {{"Question", Table::Align::text}, {"Observer", Table::Align::text}, {"Use of the scale"},
                   {"Above others"},                 {"Difference"},                   {"Alpha without"},
                   {"Drift"},                        {"Repeats"}};
  std::vector<Text> warnings;
  for (const Result* result : material.results.all("scale_use", group.over)) {
    const std::string& question = result->subset;
    const std::string& rater = result->of;
    const auto find = [&](const char* statistic) {
      const Estimate* found = material.results.find(statistic, rater, group.over, question);
      return found != nullptr && found->value ? found : nullptr;
    };
    const auto text = [&](const char* statistic, bool with_interval) {
      const Estimate* found = find(statistic);
      if (found == nullptr) return Text("–");
      return Text(decimal(*found->value, 2) + (with_interval ? interval_after(*found, 2) : ""));
    };
    const Estimate* repeats = find("repeat_same");
    table.rows.push_back({question, rater, text("scale_use", false), text("rating_level", true),
                          text("difference_from_others", true), text("alpha_ordinal_without", false),
                          text("rating_trend", true),
                          repeats == nullptr ? Text("–") : Text(percent_text(*repeats) + " of " + count(repeats->n))});
    if (result->estimate.value && *result->estimate.value < kNarrowUse) {
      warnings.push_back(strong(rater) + fmt::format(" gave nearly always the same answer to “{}”.", question));
    }
    if (const Estimate* drift = find("rating_trend");
        drift != nullptr && drift->ci && (drift->ci->first > 0.0 || drift->ci->second < 0.0)) {
      warnings.push_back(strong(rater) +
                         fmt::format(" answered “{}” with {} numbers towards the end: by {}{}.", question,
                                     *drift->value > 0.0 ? "higher" : "lower", decimal(*drift->value, 2),
                                     interval_after(*drift, 2)));
    }
  }
  if (table.rows.empty()) return std::nullopt;
  std::string words = "How each observer uses the scale, how far from the others, and whether that changes.";
  if (warnings.empty()) words += " Nothing stands out.";
  section.blocks.emplace_back(Paragraph{words});
  if (!warnings.empty()) {
    section.blocks.emplace_back(
        Notice{Notice::Kind::warning,
               strong("What stands out.") +
                   " Where many observers and questions are looked at, a few stand out by chance."});
    section.blocks.emplace_back(Bullets{std::move(warnings), ""});
  }
  for (const std::string& question : questions_of(group)) {
    if (auto figure = scale_use(material, group, question, names.unique("scale_use", question + " " + group.over)))
      section.blocks.emplace_back(std::move(*figure));
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace tricky::analysis
