#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "figures/decision_raster.h"
#include "figures/error_consistency_matrix.h"
#include "figures/group_dots.h"
#include "figures/line_plot.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/analysis/training_analysis.h"

namespace tricky::analysis {

namespace {

constexpr const char* kTraining = "training";
constexpr const char* kConditions = "conditions";

std::string epoch_name(int epoch) { return fmt::format("epoch {}", epoch); }

/// Conditions as results have them: those that are compared first, by mean kappa.
std::vector<std::string> condition_names(const Material& material, int last_epoch) {
  std::vector<std::string> names;
  for (const Result* result : material.results.all("mean_accuracy", kTraining)) {
    if (result->subset == epoch_name(last_epoch)) names.push_back(result->of);
  }
  return names;
}

std::vector<double> epochs_until(int last) {
  std::vector<double> epochs(static_cast<std::size_t>(last) + 1);
  std::iota(epochs.begin(), epochs.end(), 0.0);
  return epochs;
}

LineSeries over_epochs(const Material& material, const char* statistic, const std::string& of, int last) {
  LineSeries series{of, {}};
  for (int epoch = 0; epoch <= last; ++epoch) {
    const Estimate* found = material.results.find(statistic, of, kTraining, epoch_name(epoch));
    series.y.push_back(found == nullptr ? std::nullopt : found->value);
  }
  return series;
}

bool has_values(const LineSeries& series) {
  return std::any_of(series.y.begin(), series.y.end(), [](const auto& y) { return y.has_value(); });
}

void add_kappa(Section& section, const Material& material, const std::vector<std::string>& conditions, int last,
               FigureNames& names) {
  std::vector<DotGroup> groups;
  Table table;
  table.caption = fmt::format("Error consistency to the base network at epoch {}, by condition.", last);
  table.columns = {{"Condition", Table::Align::text},
                   {"Mean kappa"},
                   {level_text(material.level) + " interval"},
                   {"Pairs"},
                   {"Lowest to highest"},
                   {"Mean accuracy"}};
  Reasons reasons;
  for (const std::string& condition : conditions) {
    const Estimate* mean = material.results.find("mean_kappa_to_base", condition, kConditions);
    const Estimate* accuracy = material.results.find("mean_accuracy", condition, kTraining, epoch_name(last));
    const Text accuracy_text = accuracy == nullptr ? "–" : percent_text(*accuracy);
    if (mean == nullptr) {
      table.rows.push_back({condition, "–", "–", "–", "–", accuracy_text});
      continue;
    }
    DotGroup group{condition, mean->value, mean->ci, {}};
    for (const Result* result : material.results.all("kappa", kTraining)) {
      if (result->subset == condition + ", " + epoch_name(last) && result->estimate.value) {
        group.singles.push_back(*result->estimate.value);
      }
    }
    reasons.add(condition, *mean);
    Estimate range;
    if (!group.singles.empty()) {
      const auto [low, high] = std::minmax_element(group.singles.begin(), group.singles.end());
      range.ci = {*low, *high};
    }
    table.rows.push_back({condition, value_text(*mean, 3), interval_text(*mean, 3), count(mean->n),
                          interval_text(range, 3), accuracy_text});
    groups.push_back(std::move(group));
  }
  table.notes = reasons.notes();
  if (!groups.empty()) {
    const DotGroup& first = groups.front();
    const DotGroup& last_group = groups.back();
    if (first.mean && last_group.mean) {
      section.blocks.emplace_back(Paragraph{fmt::format(
          "At epoch {}, {} is the condition whose networks decide most like the base network (kappa {}), {} the one "
          "whose decide least like it ({}). A condition that is compared with itself, such as one of disjoint training "
          "data, stands with the agreement between its own networks.",
          last, first.label, decimal(*first.mean, 2), last_group.label, decimal(*last_group.mean, 2))});
    }
    Figure figure = group_dots(groups, "error consistency to base (kappa)", YScale::as_is);
    figure.name = names.unique("kappa_by_condition", "");
    figure.caption = fmt::format(
        "Error consistency of each condition's networks to the base network at epoch {}, ordered by the mean. Dots "
        "without bars: single networks. Bars: {} intervals of the mean (bootstrap over items and, in conditions of "
        "five networks or more, networks).",
        last, level_text(material.level));
    figure.alt = fmt::format("Dot plot of the mean kappa to base of {} conditions, from {} to {}.", groups.size(),
                             first.mean ? decimal(*first.mean, 2) : kUndefined,
                             last_group.mean ? decimal(*last_group.mean, 2) : kUndefined);
    section.blocks.emplace_back(std::move(figure));
  }
  section.blocks.emplace_back(std::move(table));

  LinePlot plot{"epoch", "error consistency to base (kappa)", YScale::as_is, epochs_until(last), {}};
  for (const std::string& condition : conditions) {
    if (LineSeries series = over_epochs(material, "mean_kappa", condition, last); has_values(series)) {
      plot.series.push_back(std::move(series));
    }
  }
  if (plot.series.empty() || last < 1) return;
  Figure figure = line_plot(plot);
  figure.name = names.unique("kappa_over_epochs", "");
  figure.caption =
      "Mean error consistency of each condition's networks to the base network after each epoch; epoch 0: before "
      "training. Conditions in the order of the last epoch.";
  figure.alt = fmt::format("Lines of mean kappa to base over {} epochs for {} conditions.", last, plot.series.size());
  section.blocks.emplace_back(std::move(figure));
}

void add_accuracy(Section& section, const Material& material, const std::vector<std::string>& conditions, int last,
                  FigureNames& names) {
  LinePlot plot{"epoch", "share of items classified correctly", YScale::percent, epochs_until(last), {}};
  for (const std::string& condition : conditions) {
    plot.series.push_back(over_epochs(material, "mean_accuracy", condition, last));
  }
  if (last < 1) return;
  Figure figure = line_plot(plot);
  figure.name = names.unique("accuracy_over_epochs", "");
  figure.caption = "Mean accuracy of each condition's networks after each epoch; epoch 0: before training.";
  figure.alt = fmt::format("Lines of mean accuracy over {} epochs for {} conditions.", last, plot.series.size());
  section.blocks.emplace_back(std::move(figure));
}

/// "the items in between in the difficulty “all”", of what `over` names in results.csv: "conditions, in-between all".
std::string in_between_items(const std::string& over) {
  return "the items in between in the difficulty “" + over.substr(std::string_view("conditions, in-between ").size()) + "”";
}

void add_matrix(Section& section, const Material& material, const std::string& over, int last, FigureNames& names) {
  std::vector<KappaCell> cells;
  for (const Result* result : material.results.all("mean_kappa", over)) {
    const auto [first, second] = makers_of_pair(result->of);
    cells.push_back({first, second, result->estimate.value, result->estimate.ci, result->estimate.n});
  }
  if (cells.size() < 3) return;
  Figure figure = error_consistency_matrix(names.unique("error_consistency", over), cells, "conditions");
  figure.caption = fmt::format(
      "Mean error consistency (kappa) between the networks of any two conditions at epoch {}, over {}. On the "
      "diagonal: between the networks of one condition, blank where it has but one.",
      last, over == kConditions ? "all items" : in_between_items(over));
  section.blocks.emplace_back(std::move(figure));
}

void add_changes(Section& section, const Material& material, FigureNames& names) {
  LinePlot plot{"epoch", "share of items whose class changes", YScale::percent, {}, {}};
  int last = 0;
  for (const TrainingHistory& history : material.histories) last = std::max(last, history.epochs.back());
  // Nearly all change from the untrained network to the first epoch, which would leave no room for the rest.
  const int first = last > 2 ? 1 : 0;
  for (int epoch = first; epoch < last; ++epoch) plot.x.push_back(epoch);
  Table table;
  table.caption =
      "Never learnt: wrong at every epoch from 1 on. Never forgotten: learnt, and right ever after. Forgetting: how "
      "often an item that was right is wrong at the next epoch, per item.";
  table.columns = {
      {"Network", Table::Align::text}, {"Epochs"}, {"Never learnt"}, {"Never forgotten"}, {"Forgetting events"}};
  for (const TrainingHistory& history : material.histories) {
    const std::string& name = history.run.name;
    LineSeries series{name, {}};
    for (int epoch = first; epoch < last; ++epoch) {
      const Estimate* found =
          material.results.find("changed_decisions", name, kTraining, fmt::format("epoch {} to {}", epoch, epoch + 1));
      series.y.push_back(found == nullptr ? std::nullopt : found->value);
    }
    // One network a condition, as the paper's figure has it: the last.
    const bool is_last_of_condition =
        std::none_of(&history + 1, material.histories.data() + material.histories.size(),
                     [&](const TrainingHistory& other) { return other.run.condition == history.run.condition; });
    if (is_last_of_condition && has_values(series)) plot.series.push_back(std::move(series));
    const auto text = [&](const char* statistic, bool is_share) {
      const Estimate* found = material.results.find(statistic, name, kTraining);
      return found == nullptr ? Text("–") : Text(is_share ? percent_text(*found) : value_text(*found, 2));
    };
    table.rows.push_back({name, std::to_string(history.epochs.back()), text("share_never_learnt", true),
                          text("share_never_forgotten", true), text("mean_forgetting_events", false)});
  }
  if (!plot.series.empty() && plot.x.size() > 1) {
    Figure figure = line_plot(plot);
    figure.name = names.unique("changed_decisions", "");
    figure.caption = fmt::format(
        "Share of items whose class changes from each epoch to the next, from epoch {} on; one network a condition, "
        "its last.",
        first);
    figure.alt = fmt::format("Lines of the share of changed decisions over {} epochs for {} networks.", last,
                             plot.series.size());
    section.blocks.emplace_back(std::move(figure));
  }
  section.blocks.emplace_back(std::move(table));
}

/// Items x epochs of one network, those right in most epochs on top.
void add_raster_of_one(Section& section, const Material& material, const TrainingHistory& history, FigureNames& names) {
  const std::vector<ItemHistory> items = item_histories(history);
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return items[a].n_right > items[b].n_right; });
  std::vector<float> wrong;
  wrong.reserve(order.size() * history.epochs.size());
  for (const std::size_t item : order) {
    for (std::size_t epoch = 0; epoch < history.epochs.size(); ++epoch) {
      wrong.push_back(!history.bits.has_answered(epoch, item) ? std::numeric_limits<float>::quiet_NaN()
                      : history.bits.is_right(epoch, item)    ? 0.0F
                                                              : 1.0F);
    }
  }
  Figure figure = decision_raster(history.epochs, wrong, RasterInk::blue);
  figure.name = names.unique("decisions", history.run.name);
  figure.caption = fmt::format(
      "Decisions of {} on {} after each epoch: blue wrong, white right. Items ordered by how many epochs they were "
      "right "
      "in.",
      history.run.name, counted(items.size(), "item"));
  if (items.size() > kMostRasterRows) figure.caption += " Shades: neighbouring items averaged.";
  const Estimate* never = material.results.find("share_never_learnt", history.run.name, kTraining);
  figure.alt =
      fmt::format("Raster of one network's right and wrong decisions over {} epochs{}.", history.epochs.size(),
                  never != nullptr && never->value ? "; " + percent(*never->value) + " of items never learnt" : "");
  section.blocks.emplace_back(std::move(figure));
}

/// The same of all conditions at once, each by its last network, items by the share that is right at the last epoch.
void add_raster_of_all(Section& section, const Material& material, int last, FigureNames& names) {
  std::vector<std::pair<const TrainingHistory*, int>> shown;
  for (const TrainingCondition& condition : conditions_of(material.histories)) {
    const ConditionMember& member = condition.members.back();
    shown.emplace_back(&material.histories[member.history], member.extra_epochs);
  }
  const std::size_t n_items = material.histories.front().bits.n_items();
  std::vector<int> epochs(static_cast<std::size_t>(last) + 1);
  std::iota(epochs.begin(), epochs.end(), 0);
  const auto wrong_at = [&](std::size_t item, int epoch) {
    float n_wrong = 0.0F;
    float n = 0.0F;
    for (const auto& [history, extra] : shown) {
      const std::size_t at = history->at(epoch + extra);
      if (at == history->epochs.size() || !history->bits.has_answered(at, item)) continue;
      n += 1.0F;
      n_wrong += history->bits.is_right(at, item) ? 0.0F : 1.0F;
    }
    return n == 0.0F ? std::numeric_limits<float>::quiet_NaN() : n_wrong / n;
  };
  std::vector<std::vector<float>> rows(n_items);
  std::vector<std::pair<float, float>> keys(n_items);
  for (std::size_t item = 0; item < n_items; ++item) {
    float sum = 0.0F;
    for (const int epoch : epochs) {
      rows[item].push_back(wrong_at(item, epoch));
      if (!std::isnan(rows[item].back())) sum += rows[item].back();
    }
    keys[item] = {std::isnan(rows[item].back()) ? 2.0F : rows[item].back(), sum};
  }
  std::vector<std::size_t> order(n_items);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  std::vector<float> wrong;
  for (const std::size_t item : order) wrong.insert(wrong.end(), rows[item].begin(), rows[item].end());
  Figure figure = decision_raster(epochs, wrong, RasterInk::red);
  figure.name = names.unique("decisions_of_all", "");
  figure.caption = fmt::format(
      "Decisions on {} of the last network of each of {} after each epoch: light where all are right, dark red where "
      "all "
      "are wrong. Items ordered by the last epoch.",
      counted(n_items, "item"), counted(shown.size(), "condition"));
  if (n_items > kMostRasterRows) figure.caption += " Neighbouring items are averaged.";
  figure.alt = fmt::format("Raster of the share of {} networks that are wrong on each item over {} epochs.",
                           shown.size(), epochs.size());
  section.blocks.emplace_back(std::move(figure));
}

}  // namespace

std::optional<Section> training_section(const Material& material, FigureNames& names) {
  if (material.histories.empty()) return std::nullopt;
  const int last = last_compared_epoch(material.histories);
  if (last < 0) return std::nullopt;
  Section section{"training", "Training and conditions", "", {}};
  const std::vector<std::string> conditions = condition_names(material, last);
  section.blocks.emplace_back(Paragraph{fmt::format(
      "{} under {} are compared epoch by epoch, up to epoch {}, the last that all have reached.",
      counted(material.histories.size(), "trained network"), counted(conditions.size(), "condition"), last)});
  add_kappa(section, material, conditions, last, names);
  add_accuracy(section, material, conditions, last, names);
  add_matrix(section, material, kConditions, last, names);
  for (const NamedDifficulty& difficulty : material.difficulties) {
    add_matrix(section, material, std::string(kConditions) + ", in-between " + difficulty.name, last, names);
  }
  if (last > 0) {
    add_raster_of_all(section, material, last, names);
    add_raster_of_one(section, material, material.histories.front(), names);
  }
  add_changes(section, material, names);
  return section;
}

}  // namespace tricky::analysis
