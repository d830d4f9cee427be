#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "answering_network.h"
#include "item_batches.h"
#include "output_classes.h"

namespace tricky::engine {

/// What a network answered, and how many outputs it has.
struct Answers {
  std::vector<std::uint16_t> responses;  ///< one an item; kMissingResponse where the image was skipped
  std::int64_t n_outputs = 0;
};

/// Asks a network about every item: the label of its largest output, the first of equals, among the outputs that stand
/// for a class. Throws InputError naming the item when an output is not a number, Interrupted when `stop` says so, and
/// whatever the network, the images and the classes throw.
Answers answers_of(AnsweringNetwork& network, ItemBatches& batches, const ItemSet& items, const OutputClasses& classes,
                   std::size_t n_classes, const std::function<void(std::size_t n_done)>& on_batch,
                   const std::function<bool()>& stop);

/// A batch as a tensor that shares its memory.
torch::Tensor as_tensor(ItemBatches::Batch& batch);

}  // namespace tricky::engine
