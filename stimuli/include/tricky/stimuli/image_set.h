#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/items.h"
#include "tricky/data/study_folder.h"
#include "tricky/stimuli/resize.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::stimuli {

enum class Split { train, test };

/// Images of one size side by side in memory.
struct PixelBlock {
  std::size_t n = 0;
  int height_px = 0;
  int width_px = 0;
  int channels = 0;                      ///< 3, or 1: grey
  const std::uint8_t* pixels = nullptr;  ///< n x height x width x channels, owned by the ImageSet
};

/// The images of one split of a data set with their true classes, numbered from 0. Safe to read from several threads.
class ImageSet {
 public:
  virtual ~ImageSet() = default;

  std::size_t size() const { return labels().size(); }
  virtual std::span<const std::uint16_t> labels() const = 0;
  /// At least one more than the largest label.
  virtual std::int64_t n_classes() const = 0;

  /// The image in its own size, into memory that is reused; grey is replicated to three channels. Throws InputError
  /// naming the file or item.
  virtual void read(std::size_t index, RgbImage& into) const = 0;
  /// Only the region that `choose` names for the image's size: the same pixels as in the whole image, often for less
  /// work. The region must lie in the image and not be empty.
  virtual void read_part(std::size_t index, const std::function<Region(Size)>& choose, RgbImage& into) const;
  /// What messages call the image: its file or its number.
  virtual std::string name(std::size_t index) const = 0;

  /// All images at once where they are of one size and in memory (IDX, CIFAR, packed raw pixels), else nullptr.
  virtual const PixelBlock* block() const { return nullptr; }

  /// 64 hexadecimal digits that identify images and labels: recorded with every run, which cannot be resumed on others.
  /// Of a block: of "HEIGHTxWIDTHxCHANNELS" LF, the pixels, and the labels as 16-bit little-endian numbers.
  virtual std::string sha256() const = 0;
};

/// Opens a split of the study's data set:
///   idx   images and labels as LeCun, Cortes and Burges, "The MNIST database", describe them; plain or gzipped by
///         content. Only the first train_count or test_count images are kept (0: all), but the whole files are checked.
///
/// InputErrors naming the file: a kind without such images, another type or number of dimensions, truncated or trailing
/// bytes, a header that announces more than the file can hold (refused before anything is allocated: deflate packs at
/// most 1032:1), another number of labels than images, fewer images than the count asked for, and labels beyond
/// `spec.categories` where those are given.
std::unique_ptr<ImageSet> open_image_set(const DatasetSpec& spec, const StudyFolder& study, Split split);

/// The id of test image `index`, from 0: "fashion-test-00042" for the data set "fashion".
std::string test_item_id(const std::string& dataset_name, std::size_t index);

/// The test split as items, in the order of its ImageSet. Of idx: ids as above, category from `spec.categories` (empty
/// without), no path. Throws like open_image_set.
ItemSet items_of(const DatasetSpec& spec, const StudyFolder& study);

}  // namespace tricky::stimuli
