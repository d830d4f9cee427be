#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "commands/network_choice.h"
#include "tricky/data/provenance.h"

namespace tricky::engine {

/// Which features of a network, and where to.
struct FeaturesOrder {
  std::string layer;
  std::string pool = "none";  ///< or "mean"
  std::filesystem::path output;
};

/// Writes the features and, beside them, the .json that says of which items, network and layer they are. Gives the
/// number of features an item.
std::size_t write_described_features(AskedNetwork& asked, const FeaturesOrder& order, const Provenance& provenance,
                                     const std::function<bool()>& stop);

/// True when the order's output is there and is of these items and of weights with this digest.
bool is_written(const FeaturesOrder& order, const std::string& item_set_digest, const std::string& weights_sha256);

}  // namespace tricky::engine
