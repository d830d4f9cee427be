#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "preprocessor.h"
#include "tricky/data/dataset_spec.h"
#include "tricky/data/items.h"
#include "tricky/stimuli/image_source.h"

namespace tricky::engine {

/// The images of an item set in its order, as batches of a network's values. Only one batch is in memory; its images
/// are decoded on several threads, and the result does not depend on how many.
class ItemBatches {
 public:
  /// Keeps references to all three.
  ItemBatches(const ItemSet& items, const stimuli::ImageSource& images, const Preprocessor& preprocessor,
              DatasetSpec::CorruptImages rule, std::size_t batch, int threads);

  struct Batch {
    std::vector<std::size_t> items;  ///< positions in the item set; skipped ones are not among them
    std::int64_t height_px = 0;
    std::int64_t width_px = 0;
    std::vector<float> values;  ///< items x 3 x height x width
  };

  /// The next batch, which may be empty when all its images were skipped; false at the end. Throws InputError naming
  /// the first item in order whose image cannot be read (DatasetSpec::CorruptImages::stop), is too small for the crop,
  /// or has another size than the ones before it.
  bool next(Batch& batch);

  std::size_t n_done() const { return begin_; }
  /// The ids of the items that were skipped.
  const std::vector<std::string>& skipped() const { return skipped_; }

 private:
  const ItemSet& items_;
  const stimuli::ImageSource& images_;
  const Preprocessor& preprocessor_;
  DatasetSpec::CorruptImages rule_;
  std::size_t batch_;
  int threads_;
  std::size_t begin_ = 0;
  int width_px_ = 0;  ///< of every view; 0: not known yet
  int height_px_ = 0;
  std::vector<std::string> skipped_;
};

}  // namespace tricky::engine
