#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/group_dots.h"
#include "figures/small_multiples.h"
#include "report/numbers.h"
#include "report/observer_page.h"
#include "report/sections.h"
#include "tricky/analysis/binomial.h"

namespace tricky::analysis {

namespace {

// What is said aloud, beyond the tables.
constexpr double kStrongSideShare = 0.65;
constexpr std::size_t kFewestForSides = 20;
constexpr double kUnlikelyRun = 0.01;
constexpr double kManyTooFast = 0.05;
constexpr double kManyMissing = 0.05;
constexpr double kManyEasyErrors = 0.1;  // the interval lies above
constexpr std::size_t kBlockTrials = 25;
constexpr std::size_t kMostPanels = 24;

std::string points(double difference) { return decimal(100.0 * difference, 1) + " points"; }

/// The numbers of one observer, by name.
struct Numbers {
  const Material& material;
  const SessionGroup& group;
  const std::string& maker;

  const Estimate* operator()(const char* statistic) const {
    const Estimate* found = material.results.find(statistic, maker, group.over);
    return found != nullptr && found->value ? found : nullptr;
  }
};

void add_warnings(std::vector<Text>& warnings, const Numbers& numbers) {
  const auto warn = [&](const std::string& words) { warnings.push_back(strong(numbers.maker) + " " + words); };
  if (const Estimate* left = numbers("share_left");
      left != nullptr && left->n >= kFewestForSides && std::max(*left->value, 1.0 - *left->value) >= kStrongSideShare) {
    const bool is_left = *left->value > 0.5;
    warn(fmt::format("chose {} in {} of trials.", is_left ? "left" : "right",
                     percent(is_left ? *left->value : 1.0 - *left->value)));
  }
  const Estimate* run = numbers("longest_run");
  const Estimate* run_p = numbers("p_longest_run");
  if (run != nullptr && run_p != nullptr && *run_p->value < kUnlikelyRun) {
    warn(fmt::format("chose {} {} times in a row, which independent choices with the same share of sides do in {} of "
                     "sessions.",
                     run->method, count(static_cast<std::size_t>(*run->value)), percent(*run_p->value)));
  }
  if (const Estimate* fast = numbers("share_too_fast"); fast != nullptr && *fast->value > kManyTooFast) {
    warn(fmt::format("pressed too soon to have seen the stimulus in {} of trials.", percent(*fast->value)));
  }
  if (const Estimate* missing = numbers("share_missing"); missing != nullptr && *missing->value > kManyMissing) {
    warn(fmt::format("gave no response in {} of trials.", percent(*missing->value)));
  }
  if (const Estimate* caught = numbers("catch_accuracy"); caught != nullptr && *caught->value < kFewestCatchesRight) {
    warn(fmt::format("got {} of {} wrong.", count(caught->n - events_of(*caught)), counted(caught->n, "catch trial")));
  }
  if (const Estimate* easy = numbers("wrong_where_others_right");
      easy != nullptr && easy->ci && easy->ci->first > kManyEasyErrors) {
    warn(fmt::format("erred on {} of the {} that all others got right.", count(events_of(*easy)),
                     counted(easy->n, "item")));
  }
  if (const Estimate* halves = numbers("accuracy_half_difference");
      halves != nullptr && halves->ci && (halves->ci->first > 0.0 || halves->ci->second < 0.0)) {
    warn(fmt::format("was right {} in the second half of the session: {} [{}, {}].",
                     *halves->value < 0.0 ? "less often" : "more often", points(*halves->value),
                     decimal(100.0 * halves->ci->first, 1), decimal(100.0 * halves->ci->second, 1)));
  }
  if (const Estimate* history = numbers("history_previous_choice");
      history != nullptr && history->ci && (history->ci->first > 0.0 || history->ci->second < 0.0)) {
    warn(fmt::format("{} the side of the trial before: the odds of a side are {} times as high after choosing it "
                     "[{}, {}].",
                     *history->value > 0.0 ? "came back to" : "avoided", decimal(std::exp(*history->value), 2),
                     decimal(std::exp(history->ci->first), 2), decimal(std::exp(history->ci->second), 2)));
  }
}

/// Accuracy in blocks of the session, a panel an observer.
Figure accuracy_over_session(const std::string& name, const SessionGroup& group, double level) {
  SmallMultiples plot;
  plot.x_label = "trial";
  plot.y_label = "accuracy";
  plot.y_scale = YScale::percent;
  plot.y_range = {0.0, 1.0};
  plot.columns = 4;
  const std::size_t n_panels = std::min(group.sessions.size(), kMostPanels);
  for (std::size_t i = 0; i < n_panels; ++i) {
    const SessionOfGroup& session = group.sessions[i];
    Panel panel{session.maker, {{"share right in a block, with its interval", {}, PanelSeries::Look::lines}}, {}};
    if (group.task == Task::two_choice) panel.reference = 0.5;
    const std::size_t n = session.trials.size();
    const std::size_t n_blocks = std::max<std::size_t>(1, (n + kBlockTrials / 2) / kBlockTrials);
    for (std::size_t block = 0; block < n_blocks; ++block) {
      const std::size_t begin = block * n / n_blocks;
      const std::size_t end = (block + 1) * n / n_blocks;
      std::size_t n_right = 0;
      std::size_t n_judged = 0;
      for (std::size_t t = begin; t < end; ++t) {
        n_judged += session.trials[t].correct != Correctness::missing ? 1 : 0;
        n_right += session.trials[t].correct == Correctness::right ? 1 : 0;
      }
      const Estimate share = binomial_share(n_right, n_judged, level);
      if (share.value)
        panel.series.front().points.push_back({static_cast<double>(begin + end + 1) / 2.0, *share.value, share.ci});
    }
    plot.panels.push_back(std::move(panel));
  }
  std::size_t most = 0;
  for (const SessionOfGroup& session : group.sessions) most = std::max(most, session.trials.size());
  const double apart = most <= 60 ? 20.0 : most <= 160 ? 50.0 : 100.0 * std::ceil(static_cast<double>(most) / 300.0);
  for (double x = 0.0; x <= static_cast<double>(most) + 1.0; x += apart) plot.x_tics.push_back(x);
  Figure figure = small_multiples(plot);
  figure.name = name;
  figure.caption = fmt::format(
      "Accuracy over the session, in blocks of about {} main trials, with Clopper-Pearson intervals{}.{}", kBlockTrials,
      group.task == Task::two_choice ? "; the grey line is chance" : "",
      group.sessions.size() > kMostPanels
          ? fmt::format(" The first {} of {} observers.", kMostPanels, group.sessions.size())
          : "");
  figure.alt = fmt::format("Accuracy in successive blocks of the session for {}.", counted(n_panels, "observer"));
  return figure;
}

/// Median response times of right and wrong responses, and of the difficulties where a task shows one image.
std::optional<Figure> response_times(const std::string& name, const Material& material, const SessionGroup& group) {
  std::vector<DotGroup> rows;
  constexpr std::pair<const char*, const char*> kRows[] = {{"right", "responses"},
                                                           {"wrong", "responses"},
                                                           {"trivial", "images"},
                                                           {"in-between", "images"},
                                                           {"impossible", "images"}};
  for (const auto& [subset, of_what] : kRows) {
    DotGroup row{std::string(subset) + " " + of_what, std::nullopt, std::nullopt, {}};
    for (const SessionOfGroup& session : group.sessions) {
      const Estimate* median = material.results.find("median_response_time_s", session.maker, group.over, subset);
      if (median != nullptr && median->value) row.singles.push_back(*median->value);
    }
    const Estimate* mean = material.results.find("mean_median_response_time_s", "observers", group.over, subset);
    if (mean != nullptr && mean->ci) {
      row.mean = mean->value;
      row.ci = mean->ci;
    }
    if (!row.singles.empty()) rows.push_back(std::move(row));
  }
  if (rows.empty()) return std::nullopt;
  Figure figure = group_dots(rows, "median response time (s)", YScale::as_is, "single observers");
  figure.name = name;
  figure.caption = fmt::format(
      "Response times, without those too fast to be responses: each observer’s median, and the geometric mean over "
      "observers with Student’s {} interval, so that it holds for other observers, too. Observers differ in how fast they "
      "are, so intervals may overlap where all are slower; the ratios in the table are within observers.",
      level_text(material.level));
  figure.alt = "Median response times of right and wrong responses, a dot an observer, with their mean.";
  return figure;
}

Text ratio_text(const Estimate* estimate) {
  if (estimate == nullptr) return "–";
  return decimal(*estimate->value, 2) + interval_after(*estimate, 2);
}
Text share_text(const Estimate* estimate) { return estimate == nullptr ? "–" : percent_text(*estimate); }

Table time_table(const Material& material, const SessionGroup& group) {
  Table table;
  table.caption =
      "Over the session. Accuracy: second half of the trials minus the first, in points of per cent. Response time: end "
      "to beginning, and wrong to right responses, as ratios; with difficulty: correlation of its logarithm with the "
      "share of the other observers who were wrong.";
  table.columns = {{"Observer", Table::Align::text}, {"Accuracy, 2nd − 1st half"}, {"Median response time"},
                   {"End : beginning"},              {"Wrong : right"},            {"With difficulty"},
                   {"Too fast"},                     {"No response"}};
  for (const SessionOfGroup& session : group.sessions) {
    const Numbers numbers{material, group, session.maker};
    const Estimate* halves = numbers("accuracy_half_difference");
    const Estimate* median = numbers("median_response_time_s");
    table.rows.push_back(
        {session.maker,
         halves == nullptr ? Text("–")
                           : Text(decimal(100.0 * *halves->value, 1) +
                                  (halves->ci ? fmt::format(" [{}, {}]", decimal(100.0 * halves->ci->first, 1),
                                                            decimal(100.0 * halves->ci->second, 1))
                                              : "")),
         median == nullptr ? Text("–") : Text(seconds(*median->value) + interval_after(*median, 2)),
         ratio_text(numbers("response_time_trend")), ratio_text(numbers("response_time_wrong_to_right")),
         ratio_text(numbers("response_time_difficulty")), share_text(numbers("share_too_fast")),
         share_text(numbers("share_missing"))});
  }
  return table;
}

Table attention_table(const Material& material, const SessionGroup& group) {
  Table table;
  table.caption =
      "Sides and attention. Previous choice and previous right side: change of the log odds of a side when it was chosen, "
      "or was right, in the trial before; 0 for one who answers each trial by itself. Repeats: share of the same responses "
      "when a trial was shown again.";
  table.columns = {{"Observer", Table::Align::text},
                   {"Same side again"},
                   {"Previous choice"},
                   {"Previous right side"},
                   {"Longest run"},
                   {"Wrong where all others are right"},
                   {"Catch trials right"},
                   {"Repeats"}};
  for (const SessionOfGroup& session : group.sessions) {
    const Numbers numbers{material, group, session.maker};
    const auto of_n = [&](const char* statistic) {
      const Estimate* found = numbers(statistic);
      return found == nullptr ? Text("–") : Text(fmt::format("{} of {}", count(events_of(*found)), count(found->n)));
    };
    const Estimate* run = numbers("longest_run");
    const Estimate* run_p = numbers("p_longest_run");
    table.rows.push_back({session.maker, share_text(numbers("repeated_side")),
                          ratio_text(numbers("history_previous_choice")), ratio_text(numbers("history_previous_correct")),
                          run == nullptr || run_p == nullptr
                              ? Text("–")
                              : Text(fmt::format("{} {} (p {})", count(static_cast<std::size_t>(*run->value)),
                                                 run->method, p_value(*run_p->value))),
                          of_n("wrong_where_others_right"), of_n("catch_accuracy"), of_n("repeat_same")});
  }
  return table;
}

std::string means_in_words(const Material& material, const SessionGroup& group) {
  std::string words;
  const auto mean = [&](const char* statistic) -> const Estimate* {
    const Estimate* found = material.results.find(statistic, "observers", group.over);
    return found != nullptr && found->value && found->ci ? found : nullptr;
  };
  // Without an interval the method says why there is none.
  if (const Estimate* trend = material.results.find("mean_response_time_trend", "observers", group.over);
      trend != nullptr && trend->value && (trend->ci || !trend->method.empty())) {
    words += fmt::format(" On average observers take {} times as long at the end of the session as at its beginning{}.",
                         decimal(*trend->value, 2), trend->ci ? interval_after(*trend, 2) : " (" + trend->method + ")");
  }
  if (const Estimate* wrong = mean("mean_response_time_wrong_to_right")) {
    words += fmt::format(" Wrong responses take {} times as long as right ones{}.", decimal(*wrong->value, 2),
                         interval_after(*wrong, 2));
  }
  if (const Estimate* history = mean("mean_history_previous_choice")) {
    words += fmt::format(
        " The odds of a side are {} times as high after it was chosen as after the other was [{}, {}].",
        decimal(std::exp(*history->value), 2), decimal(std::exp(history->ci->first), 2),
        decimal(std::exp(history->ci->second), 2));
  }
  return words;
}

}  // namespace

std::optional<Section> behaviour_section(const Material& material, const SessionGroup& group, FigureNames& names) {
  if (material.results.all("accuracy_trend", group.over).empty()) return std::nullopt;
  Section section{group_id(group) + "-behaviour", "What observers did: " + group_heading(group), origin_badge(group), {}};
  if (auto notice = origin_notice(group)) section.blocks.emplace_back(std::move(*notice));
  std::vector<Text> warnings;
  for (const SessionOfGroup& session : group.sessions) add_warnings(warnings, {material, group, session.maker});
  std::string words =
      "Whether responses were about the images, and the same at the end of the session as at its beginning.";
  words += means_in_words(material, group);
  if (warnings.empty()) words += " Nothing stands out.";
  section.blocks.emplace_back(Paragraph{words});
  if (!warnings.empty()) {
    section.blocks.emplace_back(
        Notice{Notice::Kind::warning,
               strong("What stands out.") +
                   " Each of these has its threshold or its interval; where many observers are looked at in many ways, a "
                   "few stand out by chance."});
    section.blocks.emplace_back(Bullets{std::move(warnings), ""});
  }
  section.blocks.emplace_back(
      accuracy_over_session(names.unique("accuracy_over_session", group.over), group, material.level));
  if (auto figure = response_times(names.unique("response_times", group.over), material, group))
    section.blocks.emplace_back(std::move(*figure));
  section.blocks.emplace_back(time_table(material, group));
  if (group.task == Task::two_choice) section.blocks.emplace_back(attention_table(material, group));
  return section;
}

}  // namespace tricky::analysis
