#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/decisions.h"
#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::protocols {

/// What sets some networks apart from base: a [[condition]] of study.toml.
struct Condition {
  std::string name;                        ///< "different_initialisation"
  std::vector<Hyperparameters> instances;  ///< all resolved: base, and what the condition changes
  std::string networks_of;                 ///< not empty: that condition's networks serve this one too; no instances
  int extra_epochs = 0;                    ///< so many epochs further than networks_of is compared at
  std::string compared_with;               ///< a condition; its own name: its instances with one another
  std::size_t line = 0;
};

/// One network to be trained.
struct NetworkVariant {
  std::string run_name;  ///< "<condition>_<instance>", its folder below runs/
  std::string condition;
  int instance = 1;                 ///< from 1
  Hyperparameters hyperparameters;  ///< epochs: all that are trained, for every condition that the network serves
  RunComparison comparison;         ///< the conditions it serves, and at which epochs
};

/// study.toml: which networks are trained, on what, under which conditions.
///
///   name = "fashion_mnist_demo"
///   [dataset]               # DatasetSpec
///   [base]                  # Hyperparameters; network, epochs, batch_size and learning_rate must be there
///   [[condition]]           # one or more
///   name = "different_initialisation"
///   instances = 3           # networks of this condition; 1 when absent
///   init_seed = [1, 2, 3]   # any field of [base], as one value for all instances or a list with one for each
///   compared_with = "base"  # a condition; the file's first one when absent; its own name: instances with one another
///   [[condition]]
///   name = "plus_10_epochs"
///   networks_of = "base"    # nothing is trained anew: base's networks, …
///   extra_epochs = 10       # … trained so much longer. Its epoch e is compared with epoch e - 10
///
/// Conditions are data: what sets a network apart is in its fields, never in its name.
struct Study {
  std::string name;
  std::filesystem::path file;
  DatasetSpec dataset;
  std::optional<Hyperparameters> base;  ///< absent: nothing is trained here, responses come from elsewhere
  std::vector<Condition> conditions;

  /// Every network to be trained, in the order of the file.
  std::vector<NetworkVariant> variants() const;
};

/// Throws InputError naming file, line, field, and the nearest known name: unknown fields, a list with another number
/// of values than instances, two conditions of one name, [base] without a [[condition]] or the reverse, a
/// condition that borrows or is compared with one that is not there, and two networks that would come out the same
/// (nothing sets them apart, and both are deterministic).
Study read_study(const std::filesystem::path& file);

}  // namespace tricky::protocols
