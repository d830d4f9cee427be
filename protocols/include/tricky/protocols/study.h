#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::protocols {

/// What sets some networks apart from base: a [[condition]] of study.toml.
struct Condition {
  std::string name;                        ///< "different_initialisation"
  std::vector<Hyperparameters> instances;  ///< all resolved: base, and what the condition changes
};

/// One network to be trained.
struct NetworkVariant {
  std::string run_name;  ///< "<condition>_<instance>", its folder below runs/
  std::string condition;
  int instance = 1;  ///< from 1
  Hyperparameters hyperparameters;
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
/// of values than instances, two conditions of one name, [base] without a [[condition]] or the reverse, and two
/// networks that would come out the same (nothing sets them apart, and both are deterministic).
Study read_study(const std::filesystem::path& file);

}  // namespace tricky::protocols
