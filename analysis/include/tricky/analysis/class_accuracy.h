#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tricky/data/decisions.h"
#include "tricky/data/estimate.h"
#include "tricky/data/items.h"

namespace tricky::analysis {

/// How many of the easiest and of the hardest classes are named (paper, Table 1).
inline constexpr std::size_t kNamedClasses = 10;

/// The items of one class.
struct ItemClass {
  std::uint16_t label = 0;
  std::string name;  ///< "17 jay": label and category, as categories need not be unique
  std::vector<std::size_t> items;
};

/// In order of labels.
std::vector<ItemClass> classes_of(const ItemSet& items);

/// Accuracy within each class (paper, Figure 20 and Table 1), over "classes":
///
///   class_accuracy   of "networks", subset the class's name: mean over the networks; two_way_mean.h
///   class_accuracy   of a network, subset the class's name: for its ten easiest and ten hardest classes;
///                    Clopper-Pearson. Ties go to the smaller label
///
/// and, where the item set has a column "kl_to_next_class" (Gaussian noise: the divergence of class i from class i + 1,
/// Figure 9), of "items":
///
///   kl_to_next_class         subset the class's name
///   spearman_kl_accuracy     rank correlation of it with the mean accuracy, over the classes that have a next one;
///                            interval of Bonett and Wright (2000)
///
/// Nothing when there is but one class.
std::vector<Result> analyse_classes(const CorrectnessMatrix& matrix, const ItemSet& items, double level);

/// class_accuracy.csv: label,category,n_items,mean,ci_low,ci_high, then a column a network.
std::string class_accuracy_csv(const CorrectnessMatrix& matrix, const ItemSet& items, double level);

}  // namespace tricky::analysis
