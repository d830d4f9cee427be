#include "item_batches.h"

#include <algorithm>
#include <optional>

#include "on_threads.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

ItemBatches::ItemBatches(const ItemSet& items, const stimuli::ImageSource& images, const Preprocessor& preprocessor,
                         DatasetSpec::CorruptImages rule, std::size_t batch, int threads)
    : items_(items), images_(images), preprocessor_(preprocessor), rule_(rule), batch_(batch), threads_(threads) {
  TRICKY_ASSERT(batch > 0 && threads > 0);
}

bool ItemBatches::next(Batch& batch) {
  if (begin_ >= items_.size()) return false;
  const std::size_t n = std::min(batch_, items_.size() - begin_);
  std::vector<std::optional<stimuli::RgbImage>> views(n);
  on_threads(threads_, n, [&](std::size_t i) {
    const Item& item = items_[begin_ + i];
    stimuli::RgbImage image;
    try {
      image = images_.image(item);
    } catch (const InputError&) {
      if (rule_ == DatasetSpec::CorruptImages::skip) return;
      throw;
    }
    try {
      views[i] = preprocessor_.view(image);
    } catch (const InputError& error) {
      throw InputError("the image of item " + in_quotes(item.item_id) + " " + error.what());
    }
  });

  batch.items.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const Item& item = items_[begin_ + i];
    if (!views[i]) {
      skipped_.push_back(item.item_id);
      continue;
    }
    if (width_px_ == 0) {
      width_px_ = views[i]->width_px;
      height_px_ = views[i]->height_px;
    }
    if (views[i]->width_px != width_px_ || views[i]->height_px != height_px_) {
      throw InputError("the image of item " + in_quotes(item.item_id) + " is " + std::to_string(views[i]->width_px) +
                       " x " + std::to_string(views[i]->height_px) + " pixels after preprocessing, those before it " +
                       std::to_string(width_px_) + " x " + std::to_string(height_px_) +
                       "; set resize and crop_px in the preprocessing");
    }
    batch.items.push_back(begin_ + i);
  }
  batch.width_px = width_px_;
  batch.height_px = height_px_;
  const std::size_t n_values = static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_) * 3;
  batch.values.resize(batch.items.size() * n_values);
  on_threads(threads_, batch.items.size(), [&](std::size_t i) {
    preprocessor_.values(*views[batch.items[i] - begin_], batch.values.data() + i * n_values);
  });
  begin_ += n;
  return true;
}

}  // namespace tricky::engine
