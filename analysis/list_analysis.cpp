#include "tricky/analysis/list_analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "summary.h"
#include "tricky/analysis/binomial.h"
#include "tricky/data/errors.h"
#include "tricky/data/items.h"
#include "tricky/data/text.h"

namespace tricky::analysis {

namespace {

namespace fs = std::filesystem;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostCategories = 30;

struct Measure {
  ImageNumber number;
  std::function<double(const ImageFeatures&)> of;
};

template <typename Number>
double or_missing(const std::optional<Number>& value) {
  return value ? static_cast<double>(*value) : kMissing;
}

std::vector<Measure> measures() {
  return {
      {{"luminance", "the brighter image", "the darker image"},
       [](const ImageFeatures& image) { return image.luminance; }},
      {{"contrast", "the image with more contrast", "the image with less contrast"},
       [](const ImageFeatures& image) { return or_missing(image.rms_contrast); }},
      {{"entropy", "the image with more shades", "the image with fewer shades"},
       [](const ImageFeatures& image) { return image.entropy_bits; }},
      {{"file size", "the image of the larger file", "the image of the smaller file"},
       [](const ImageFeatures& image) { return or_missing(image.file_bytes); }},
      {{"original size", "the image with more pixels in the original", "the image with fewer pixels in the original"},
       [](const ImageFeatures& image) { return or_missing(image.width_px) * or_missing(image.height_px); }},
      {{"aspect ratio", "the wider original", "the taller original"},
       [](const ImageFeatures& image) { return or_missing(image.width_px) / or_missing(image.height_px); }},
  };
}

void read_groups(ListMaterial& material, const ItemSet& items) {
  const auto column = items.find_extra("superclass");
  material.group_column = column ? "superclass" : "category";
  std::set<std::string> names;
  for (const ListedStimulus& stimulus : material.list.stimuli) {
    std::string group = stimulus.category;
    if (column) {
      const auto item = items.find(stimulus.item_id);
      group = item ? items.extra(*item, *column) : "";
    }
    names.insert(group);
    material.group_of[stimulus.item_id] = std::move(group);
  }
  const bool is_told = names.size() > 1 || (names.size() == 1 && !names.begin()->empty());
  if (!is_told || (!column && names.size() > kMostCategories)) material.group_column.clear();
}

void add_rules(ListAnalysis& analysis, const std::string& over) {
  const auto add = [&](const char* statistic, const TrivialRule& rule, std::optional<double> p) {
    Estimate estimate;
    estimate.value = p;
    estimate.n = rule.share_right.n;
    estimate.undefined = p ? "" : rule.share_right.undefined;
    analysis.results.push_back({statistic, rule.number.name, over, rule.words, std::move(estimate)});
  };
  for (const TrivialRule& rule : analysis.rules.rules) {
    analysis.results.push_back({"rule_share_right", rule.number.name, over, rule.words, rule.share_right});
    add("rule_p", rule, rule.p);
    add("rule_p_holm", rule, rule.p_holm);
  }
  const std::string best = analysis.rules.best ? analysis.rules.rules[*analysis.rules.best].number.name : "none";
  analysis.results.push_back({"best_rule_p", best, over, "all", analysis.rules.p_best});
  analysis.results.push_back({"best_rule_by_chance", "rules", over, "all", analysis.rules.best_by_chance});
}

}  // namespace

ListMaterial read_list_material(const StudyFolder& study, const std::string& name) {
  const fs::path file = study.list_file(name);
  if (!fs::exists(file)) {
    const std::vector<std::string> names = study.list_names();
    const auto nearest = nearest_name(name, names);
    throw InputError("--list: there is no list " + in_quotes(name) +
                     (nearest         ? "; did you mean " + in_quotes(*nearest) + "?"
                      : names.empty() ? "; make one with tricky stimuli pairs"
                                      : "; there are " + join(names, ", ")));
  }
  ListMaterial material;
  material.list = read_stimulus_list(file);
  material.inputs.push_back(file);
  if (fs::exists(study.items_file())) {
    const ItemSet items = read_items(study.items_file());
    material.inputs.push_back(study.items_file());
    read_groups(material, items);
  }
  if (material.list.image_width_px == 0) return material;
  const fs::path features = image_features_file(study, name);
  if (!fs::exists(features)) {
    throw InputError({features, 0, ""}, "is not there: the list's images were not measured yet; run: tricky stimuli "
                                        "features --study " + study.root().string() + " --list " + name);
  }
  material.inputs.push_back(features);
  for (ImageFeatures& each : read_image_features(features)) material.features.emplace(each.item_id, std::move(each));
  for (const ListedStimulus& stimulus : material.list.stimuli) {
    const auto found = material.features.find(stimulus.item_id);
    if (found != material.features.end() && found->second.sha256_rgb == stimulus.sha256_rgb) continue;
    throw InputError({features, 0, ""}, "does not hold the image of item " + in_quotes(stimulus.item_id) +
                                            " that the list names; measure anew: tricky stimuli features --study " +
                                            study.root().string() + " --list " + name);
  }
  return material;
}

ListAnalysis analyse_list(const ListMaterial& material, const RuleOptions& options) {
  ListAnalysis analysis;
  const StimulusList& list = material.list;
  const std::string over = "list " + list.name;
  const bool is_pairs = list.kind == StimulusList::Kind::pairs;

  std::map<int, std::map<Difficulty, const ListedStimulus*>> trials;
  std::uint64_t n_left = 0;
  std::vector<int> groups;
  std::vector<int> classes;
  std::map<std::string, int> group_numbers;
  for (const ListedStimulus& stimulus : list.stimuli) {
    if (!is_main_trial(stimulus)) continue;
    trials[stimulus.trial][stimulus.difficulty] = &stimulus;
    n_left += stimulus.position == Position::left && stimulus.difficulty == Difficulty::trivial ? 1 : 0;
    if (material.group_column.empty()) continue;
    const std::string& group = material.group_of.at(stimulus.item_id);
    groups.push_back(group_numbers.emplace(group, static_cast<int>(group_numbers.size())).first->second);
    classes.push_back(static_cast<int>(stimulus.difficulty));
  }
  if (is_pairs) {
    analysis.trivial_left = binomial_share(n_left, trials.size(), options.level);
    analysis.results.push_back({"share_trivial_left", "trials", over, "all", analysis.trivial_left});
  }
  if (!material.group_column.empty()) {
    analysis.groups = association(groups, classes, options);
    analysis.results.push_back({"group_cramers_v", material.group_column, over, "all", analysis.groups.cramers_v});
    analysis.results.push_back({"group_p", material.group_column, over, "all", analysis.groups.p});
  }
  if (material.features.empty()) return analysis;

  std::vector<ImageNumber> numbers;
  std::vector<std::vector<double>> differences;
  std::vector<std::vector<double>> of_trivial;
  std::vector<std::vector<double>> of_impossible;
  for (const Measure& measure : measures()) {
    std::map<Difficulty, std::vector<double>> values;
    for (const ListedStimulus& stimulus : list.stimuli) {
      if (is_main_trial(stimulus)) values[stimulus.difficulty].push_back(measure.of(material.features.at(stimulus.item_id)));
    }
    std::vector<double> difference;
    for (const auto& [trial, both] : trials) {
      if (!is_pairs) break;
      difference.push_back(measure.of(material.features.at(both.at(Difficulty::trivial)->item_id)) -
                           measure.of(material.features.at(both.at(Difficulty::impossible)->item_id)));
    }
    numbers.push_back(measure.number);
    differences.push_back(std::move(difference));
    of_trivial.push_back(values[Difficulty::trivial]);
    of_impossible.push_back(values[Difficulty::impossible]);
    for (auto& [difficulty, all] : values) {
      std::erase_if(all, [](double value) { return std::isnan(value); });
      std::sort(all.begin(), all.end());
      Estimate mean;
      mean.n = all.size();
      if (all.empty()) {
        mean.undefined = "not known of any image";
      } else {
        mean.value = summary_of(all).mean;
      }
      analysis.results.push_back({"mean_" + measure.number.name, std::string(to_text(difficulty)), over, "all", mean});
      analysis.numbers.push_back({measure.number.name, difficulty, std::move(all)});
    }
  }
  analysis.rules = is_pairs ? rules_for_pairs(numbers, differences, options)
                            : rules_for_classes(numbers, of_trivial, of_impossible, options);
  add_rules(analysis, over);

  std::set<std::pair<std::string, std::string>> told;
  for (const auto& [item, features] : material.features) {
    if (!features.nearest_correlation || *features.nearest_correlation < kNearDuplicate) continue;
    const auto pair = std::minmax(item, features.nearest_item_id);
    if (told.insert(pair).second)
      analysis.near_duplicates.push_back({pair.first, pair.second, *features.nearest_correlation});
  }
  std::stable_sort(analysis.near_duplicates.begin(), analysis.near_duplicates.end(),
                   [](const NearDuplicate& a, const NearDuplicate& b) { return a.correlation > b.correlation; });
  for (const NearDuplicate& each : analysis.near_duplicates) {
    Estimate correlation;
    correlation.value = each.correlation;
    correlation.n = 2;
    correlation.method = "correlation of 32 x 32 thumbnails, as they are or mirrored";
    analysis.results.push_back({"likeness", pair_name(each.first, each.second), over, "all", correlation});
  }
  return analysis;
}

}  // namespace tricky::analysis
