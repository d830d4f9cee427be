#include "respond.h"

#include <cmath>

#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

torch::Tensor as_tensor(ItemBatches::Batch& batch) {
  return torch::from_blob(batch.values.data(),
                          {static_cast<std::int64_t>(batch.items.size()), 3, batch.height_px, batch.width_px},
                          torch::kFloat32);
}

Answers answers_of(AnsweringNetwork& network, ItemBatches& batches, const ItemSet& items, const OutputClasses& classes,
                   std::size_t n_classes, const std::function<void(std::size_t n_done)>& on_batch,
                   const std::function<bool()>& stop) {
  Answers answers;
  answers.responses.assign(items.size(), kMissingResponse);
  std::vector<std::uint16_t> labels;
  ItemBatches::Batch batch;
  while (batches.next(batch)) {
    if (stop()) throw Interrupted("stopped; nothing was written, and the same command begins anew");
    if (!batch.items.empty()) {
      const torch::Tensor outputs = network.outputs(as_tensor(batch));
      if (labels.empty()) {
        answers.n_outputs = outputs.size(1);
        labels = classes.labels_of(answers.n_outputs, items, n_classes);
      }
      TRICKY_ASSERT(outputs.size(1) == answers.n_outputs);
      const float* row = outputs.data_ptr<float>();
      for (const std::size_t item : batch.items) {
        const float* best = nullptr;
        for (std::size_t i = 0; i < labels.size(); ++i) {
          if (std::isnan(row[i])) {
            throw InputError("output " + std::to_string(i) + " of the network is not a number for item " +
                             in_quotes(items[item].item_id) + "; check white, mean and std of the preprocessing");
          }
          if (labels[i] != kMissingResponse && (best == nullptr || row[i] > *best)) best = row + i;
        }
        answers.responses[item] = labels[static_cast<std::size_t>(best - row)];
        row += labels.size();
      }
    }
    on_batch(batches.n_done());
  }
  if (labels.empty()) throw InputError("none of the items has an image that can be read");
  return answers;
}

}  // namespace tricky::engine
