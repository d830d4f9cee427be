#pragma once

#include <map>
#include <string>
#include <vector>

#include "tricky/analysis/trivial_rules.h"
#include "tricky/data/image_features.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/data/study_folder.h"

namespace tricky::analysis {

/// A stimulus list with what is known of its images.
struct ListMaterial {
  StimulusList list;
  std::map<std::string, ImageFeatures> features;    ///< by item; empty when the list has no images
  std::string group_column;                         ///< "superclass" of items.csv, else "category"; empty: neither
  std::map<std::string, std::string> group_of;      ///< by item
  std::vector<std::filesystem::path> inputs;        ///< read files
};

/// Throws InputError when there is no such list, naming the nearest; when its images were not measured yet, naming
/// `tricky stimuli features`; and when features are of other images than the list names.
ListMaterial read_list_material(const StudyFolder& study, const std::string& name);

/// Two images of a list whose 32 x 32 thumbnails correlate by at least kNearDuplicate, as they are or mirrored.
inline constexpr double kNearDuplicate = 0.95;
struct NearDuplicate {
  std::string first;
  std::string second;
  double correlation = 0.0;
};

/// One image number in one class of difficulty.
struct ClassSummary {
  std::string number;
  Difficulty difficulty = Difficulty::trivial;
  std::vector<double> values;  ///< sorted
};

/// What observers could go by without seeing what images show. Main trials only. Pairs are compared within each pair,
/// ratings lists over all pairs of a trivial and an impossible image.
struct ListAnalysis {
  std::vector<ClassSummary> numbers;
  TrivialRules rules;
  Estimate trivial_left;  ///< pairs: share with the trivial image on the left
  Association groups;     ///< groups of images and difficulty
  std::vector<NearDuplicate> near_duplicates;
  std::vector<Result> results;  ///< all of it, as rows of results.csv
};
ListAnalysis analyse_list(const ListMaterial& material, const RuleOptions& options);

}  // namespace tricky::analysis
