#include <fmt/format.h>

#include <algorithm>

#include "figures/divergence_accuracy.h"
#include "figures/sorted_classes.h"
#include "report/numbers.h"
#include "report/sections.h"
#include "tricky/analysis/class_accuracy.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

constexpr const char* kOver = "classes";
constexpr const char* kNetworks = "networks";

std::vector<Dot> accuracies_of(const Material& material, const std::string& who) {
  std::vector<Dot> dots;
  for (const Result* result : material.results.all("class_accuracy", kOver)) {
    if (result->of != who || !result->estimate.value) continue;
    dots.push_back({result->subset, result->estimate.value, result->estimate.ci, result->estimate.n});
  }
  return dots;
}

Text with_interval(const Dot& dot) {
  Estimate estimate;
  estimate.value = dot.value;
  estimate.ci = dot.ci;
  return percent_text(estimate) + percent_interval_after(estimate);
}

/// The ten easiest beside the ten hardest, as the paper's Table 1 has them.
Table extremes(std::vector<Dot> dots, const std::string& caption) {
  std::stable_sort(dots.begin(), dots.end(), [](const Dot& a, const Dot& b) { return *a.value > *b.value; });
  const std::size_t n = std::min(kNamedClasses, dots.size() / 2);
  Table table;
  table.caption = caption;
  table.columns = {{"Rank", Table::Align::text},
                   {"Easiest classes", Table::Align::text},
                   {"Accuracy"},
                   {"Hardest classes", Table::Align::text},
                   {"Accuracy"}};
  for (std::size_t i = 0; i < n; ++i) {
    const Dot& easy = dots[i];
    const Dot& hard = dots[dots.size() - 1 - i];
    table.rows.push_back(
        {std::to_string(i + 1), easy.label, with_interval(easy), hard.label, with_interval(hard)});
  }
  return table;
}

/// Gaussian noise: does the distance from the next class say how often a class is recognised?
void add_divergence(Section& section, const Material& material, FigureNames& names) {
  const Estimate* correlation = material.results.find("spearman_kl_accuracy", "items", kOver);
  if (correlation == nullptr) return;
  std::vector<NoiseClass> classes;
  for (const Result* result : material.results.all("class_accuracy", kOver)) {
    if (result->of != kNetworks) continue;
    NoiseClass each;
    each.label = static_cast<int>(parse_integer(result->subset.substr(0, result->subset.find(' '))).value_or(0));
    each.accuracy = result->estimate.value;
    if (const Estimate* kl = material.results.find("kl_to_next_class", "items", kOver, result->subset)) {
      each.divergence = kl->value;
    }
    classes.push_back(each);
  }
  section.blocks.emplace_back(Paragraph{fmt::format(
      "The classes differ in the spread of their noise alone. How far a class is from the next one, their "
      "Kullback-Leibler divergence, is known exactly, and goes with how often the class is recognised: Spearman’s rank "
      "correlation over classes is {}{}.",
      value_text(*correlation, 2), interval_after(*correlation, 2))});
  Figure figure = divergence_accuracy(classes);
  figure.name = names.unique("divergence_accuracy", "");
  figure.caption =
      "Gaussian noise. Left: divergence of each class from the next one, in nats, on a logarithmic axis. Centre: share of "
      "each class’s items that networks classify correctly, mean over networks. Right: one against the other, a point a "
      "class.";
  figure.alt = fmt::format("Three panels for {} noise classes: divergence falls with the class, and so does accuracy.",
                           classes.size());
  section.blocks.emplace_back(std::move(figure));
}

}  // namespace

std::optional<Section> classes_section(const Material& material, FigureNames& names) {
  const std::vector<Dot> means = accuracies_of(material, kNetworks);
  if (means.size() < 2) return std::nullopt;
  Section section{"classes", "Easy and hard classes", "", {}};
  const auto [low, high] = std::minmax_element(means.begin(), means.end(),
                                               [](const Dot& a, const Dot& b) { return *a.value < *b.value; });
  const bool is_one = material.networks.size() == 1;
  section.blocks.emplace_back(Paragraph{fmt::format(
      "Of the {} classes the easiest is {}, of whose items {} are classified correctly{}, and the hardest {} ({}). "
      "Difficulty is a matter of classes as well as of single items.",
      count(means.size()), high->label, percent(*high->value), is_one ? "" : ", mean over networks", low->label,
      percent(*low->value))});
  Figure figure = sorted_classes(means);
  figure.name = names.unique("class_accuracy", "");
  figure.caption = fmt::format(
      "Share of each class’s items that is classified correctly{}, classes ordered from the easiest to the hardest. Grey: "
      "{} interval of each class ({}). The extremes are partly chance: where a class has few items, some come out easiest "
      "or hardest by luck.",
      is_one ? "" : ", mean over networks", level_text(material.level),
      material.networks.size() >= 6 ? "items and networks vary" : "items vary");
  figure.alt = fmt::format("Falling line of the accuracies of {} classes, from {} to {}.", means.size(),
                           percent(*high->value), percent(*low->value));
  section.blocks.emplace_back(std::move(figure));
  section.blocks.emplace_back(
      extremes(means, "The easiest and the hardest classes: label, name, and accuracy with its interval, mean over networks."));
  if (!material.histories.empty()) {
    const auto conditions = conditions_of(material.histories);
    const std::string base = material.histories[conditions.front().members.front().history].run.name;
    if (const auto dots = accuracies_of(material, base); dots.size() >= 2) {
      Table table = extremes(dots, "The same for " + base + " alone.");
      table.folded = "The easiest and hardest classes of " + base;
      section.blocks.emplace_back(std::move(table));
    }
  }
  add_divergence(section, material, names);
  section.blocks.emplace_back(Paragraph{Text("Every network’s accuracy in every class: ") +
                                        link("class_accuracy.csv", "class_accuracy.csv") + "."});
  return section;
}

}  // namespace tricky::analysis
