#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

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
  /// The classes' names by label; may be fewer than n_classes, or none.
  virtual const std::vector<std::string>& class_names() const = 0;
  /// The image as an item: its id, label, category (the class's name or nothing) and, where it has a file of its own,
  /// that file's path below the study's image folder.
  virtual Item item(std::size_t index) const = 0;

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
  /// Whether images are files that may turn out to be damaged when they are read (see image_check.h).
  virtual bool may_be_damaged() const { return false; }
  /// Reads the image to its end and compares it with its recorded digest, where there is one; throws InputError.
  virtual void verify(std::size_t index, RgbImage& scratch) const { read(index, scratch); }
  /// The bytes of the image's file; false where it has none.
  virtual bool encoded(std::size_t, std::string&) const { return false; }

  /// 64 hexadecimal digits that are others when images or labels are others.
  ///   a block        of "HEIGHTxWIDTHxCHANNELS" LF, the pixels, and the labels as 16-bit little-endian numbers.
  ///   gaussian       of the parameters that decide every pixel.
  ///   packed         of the file's index, which holds the digest of every image.
  ///   image_folder   of "PATH TAB BYTES TAB TIME TAB LABEL LF" of every image, TIME being when its file was last
  ///                  written: reading all files would take minutes. A copy of the folder has another one, therefore
  ///                  what identifies its images for good is ImageCheck::sha256.
  virtual std::string sha256() const = 0;
  /// Whether sha256() follows from images and labels alone: not for an image folder.
  virtual bool sha256_is_of_content() const { return true; }
  /// Files to digest for provenance; none where each image has a file of its own.
  virtual std::vector<std::filesystem::path> files() const { return {}; }
};

/// Opens a split of the study's data set; FORMATS.md ("study.toml") describes the fields of [dataset]:
///   idx           images and labels as LeCun, Cortes and Burges, "The MNIST database", describe them; plain or gzipped
///                 by content.
///   cifar10       data_batch_1.bin … data_batch_5.bin and test_batch.bin; class names from batches.meta.txt.
///   cifar100      train.bin and test.bin, fine labels; class names from fine_label_names.txt.
///   image_folder  FOLDER/SPLIT/CLASS/*.jpg (also CLASS/images/, as in Tiny-ImageNet's training images), or the images
///                 that FOLDER/SPLIT/val_annotations.txt lists, as in Tiny-ImageNet's test images; classes in the order
///                 of their folders' names (those of `train` where there is one), images by class and path. Without
///                 `test`, the items of items.csv.
///   gaussian      gaussian_noise.h
///   packed        packed_file.h
/// Of idx and CIFAR only the first train_count or test_count images are kept (0: all), but the whole files are checked.
///
/// InputErrors naming the file: a study without such images, truncated or trailing bytes, headers that announce more
/// than the file can hold (refused before anything is allocated), fewer images than a count asked for, labels beyond
/// the named classes, paths that lead out of the folder.
std::unique_ptr<ImageSet> open_image_set(const DatasetSpec& spec, const StudyFolder& study, Split split);

/// The id of an image that has no name of its own, from 0: "fashion-test-00042" for the data set "fashion".
std::string item_id(const std::string& dataset_name, Split split, std::size_t index);

/// The test split as items, in the order of its ImageSet; of an image folder without `test` those of items.csv. Of
/// gaussian with the columns `sigma` and `kl_to_next_class` (gaussian_noise.h). Throws like open_image_set.
ItemSet items_of(const DatasetSpec& spec, const StudyFolder& study);

}  // namespace tricky::stimuli
