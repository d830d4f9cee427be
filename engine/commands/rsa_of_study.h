#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "commands/network_choice.h"
#include "feature_files.h"

namespace tricky::engine {

/// What is asked of the study's own networks.
struct OwnNetworks {
  std::filesystem::path study;
  std::string layer;
  std::string pool = "none";
  std::vector<std::string> runs;  ///< empty: all that have a state
  std::vector<int> epochs;        ///< empty: the last one
};

/// Features of networks that are compared with one another.
struct FeatureSet {
  std::string subset = "all";  ///< "epoch 30" where an epoch was asked for
  std::vector<FeatureFile> files;
};

/// One set an epoch that is asked for; else one of each network at the last epoch of its own condition. A network that
/// stands for another condition some epochs later is in it once more, then, as later_name calls it. Features are kept
/// in runs/NAME/features/ and made only when they are not there or of other weights or items. Throws InputError when
/// there are fewer than two networks, and for a state that was not kept; Interrupted when `stop` says so.
std::vector<FeatureSet> features_of_networks(OwnNetworks own, const AskingMachine& asking, const Invocation& invocation,
                                             const std::function<bool()>& stop);

}  // namespace tricky::engine
