#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "answering_network.h"
#include "item_batches.h"
#include "layer_tap.h"

namespace tricky::engine {

/// What becomes of a layer's images x channels x height x width.
enum class Pooling {
  none,  ///< channels * height * width features
  mean,  ///< the mean of each channel: as many features as channels
};

/// The layers of a network in the order it computes them, with shapes for one image of the batches.
std::vector<Layer> layers_of(AnsweringNetwork& network, ItemBatches& batches);

/// Writes a layer's activations for every item as n x d float32 into an .npy file, batch by batch: the file may be
/// larger than memory, and is there whole or not at all. Rows of skipped images are NaN. Gives d. Throws InputError for
/// a layer that the network has not (with the nearest) or that does not give one piece an image, Interrupted when
/// `stop` says so.
std::size_t write_features(AnsweringNetwork& network, ItemBatches& batches, std::size_t n_items,
                           const std::string& layer, Pooling pooling, const std::filesystem::path& file,
                           const std::function<void(std::size_t n_done)>& on_batch, const std::function<bool()>& stop);

}  // namespace tricky::engine
