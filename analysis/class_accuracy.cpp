#include "tricky/analysis/class_accuracy.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "tricky/analysis/binomial.h"
#include "tricky/analysis/correlation.h"
#include "tricky/analysis/two_way_mean.h"
#include "tricky/data/csv.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr const char* kOver = "classes";
constexpr const char* kNetworks = "networks";

Estimate accuracy_of(const CorrectnessMatrix& matrix, std::size_t maker, const ItemClass& its, double level) {
  std::uint64_t n_right = 0;
  std::uint64_t n = 0;
  for (const std::size_t item : its.items) {
    const Correctness cell = matrix.row(maker)[item];
    n += cell != Correctness::missing ? 1 : 0;
    n_right += cell == Correctness::right ? 1 : 0;
  }
  return binomial_share(n_right, n, level);
}

/// The ten easiest and ten hardest of those with a value, in the order of labels; all where there are no more than 20.
std::vector<std::size_t> extremes_of(const std::vector<Estimate>& accuracies) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    if (accuracies[i].value) order.push_back(i);
  }
  const std::size_t most = 2 * kNamedClasses;
  if (order.size() <= most) return order;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return *accuracies[a].value > *accuracies[b].value; });
  // Ties at the lower end go to the smaller label too: sort the tail anew from the hardest up.
  std::vector<std::size_t> named(order.begin(), order.begin() + kNamedClasses);
  std::vector<std::size_t> rest(order.begin() + kNamedClasses, order.end());
  std::sort(rest.begin(), rest.end());
  std::stable_sort(rest.begin(), rest.end(),
                   [&](std::size_t a, std::size_t b) { return *accuracies[a].value < *accuracies[b].value; });
  named.insert(named.end(), rest.begin(), rest.begin() + kNamedClasses);
  std::sort(named.begin(), named.end());
  return named;
}

/// The divergence of each class from its next one, nothing where the column is empty.
std::vector<std::optional<double>> divergences(const std::vector<ItemClass>& classes, const ItemSet& items,
                                               std::size_t column) {
  std::vector<std::optional<double>> values;
  for (const ItemClass& its : classes) {
    const std::string& text = items.extra(its.items.front(), column);
    const auto value = parse_real(text);
    if (!text.empty() && !value) {
      throw InputError(fmt::format("items.csv, column kl_to_next_class, item {}: expected a number, got {}",
                                   items[its.items.front()].item_id, in_quotes(text)));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace

std::vector<ItemClass> classes_of(const ItemSet& items) {
  std::map<std::uint16_t, ItemClass> by_label;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ItemClass& its = by_label[items[i].label];
    if (its.items.empty()) {
      its.label = items[i].label;
      its.name = std::to_string(its.label);
      if (!items[i].category.empty()) its.name += ' ' + items[i].category;
    }
    its.items.push_back(i);
  }
  std::vector<ItemClass> classes;
  for (auto& [label, its] : by_label) classes.push_back(std::move(its));
  return classes;
}

std::vector<Result> analyse_classes(const CorrectnessMatrix& matrix, const ItemSet& items, double level) {
  const std::vector<ItemClass> classes = classes_of(items);
  std::vector<Result> results;
  if (classes.size() < 2) return results;
  std::vector<double> means;
  for (const ItemClass& its : classes) {
    Estimate mean = two_way_share(matrix, its.items, kNetworks, level);
    means.push_back(mean.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    results.push_back({"class_accuracy", kNetworks, kOver, its.name, std::move(mean)});
  }
  for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
    std::vector<Estimate> accuracies;
    for (const ItemClass& its : classes) accuracies.push_back(accuracy_of(matrix, maker, its, level));
    for (const std::size_t i : extremes_of(accuracies)) {
      results.push_back({"class_accuracy", matrix.makers[maker].id, kOver, classes[i].name, accuracies[i]});
    }
  }
  const auto column = items.find_extra("kl_to_next_class");
  if (!column) return results;
  std::vector<double> kl;
  const auto values = divergences(classes, items, *column);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    kl.push_back(values[i].value_or(std::numeric_limits<double>::quiet_NaN()));
    if (!values[i]) continue;
    Estimate divergence;
    divergence.value = values[i];
    divergence.n = classes[i].items.size();
    divergence.method = "from items.csv: Kullback-Leibler divergence from the next class, in nats";
    results.push_back({"kl_to_next_class", "items", kOver, classes[i].name, divergence});
  }
  results.push_back({"spearman_kl_accuracy", "items", kOver, "all", spearman_correlation(kl, means, level)});
  return results;
}

std::string class_accuracy_csv(const CorrectnessMatrix& matrix, const ItemSet& items, double level) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::string> columns{"label", "category", "n_items", "mean", "ci_low", "ci_high"};
  for (const DecisionMaker& maker : matrix.makers) columns.push_back(maker.id);
  CsvWriter writer(columns, Separator::comma);
  for (const ItemClass& its : classes_of(items)) {
    const Estimate mean = two_way_share(matrix, its.items, kNetworks, level);
    writer.field(its.label).field(std::string_view(items[its.items.front()].category)).field(its.items.size());
    writer.field(mean.value.value_or(kMissing));
    writer.field(mean.ci ? mean.ci->first : kMissing).field(mean.ci ? mean.ci->second : kMissing);
    for (std::size_t maker = 0; maker < matrix.makers.size(); ++maker) {
      writer.field(accuracy_of(matrix, maker, its, level).value.value_or(kMissing));
    }
    writer.end_row();
  }
  return writer.text();
}

}  // namespace tricky::analysis
