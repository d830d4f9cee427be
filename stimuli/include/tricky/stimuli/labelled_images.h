#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/items.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// A data set small enough to be held in memory, with its true classes.
struct LabelledImages {
  std::size_t n = 0;
  std::size_t height_px = 0;
  std::size_t width_px = 0;
  std::size_t channels = 0;           ///< 1: grey
  std::vector<std::uint8_t> pixels;   ///< n x height x width x channels
  std::vector<std::uint16_t> labels;  ///< n
};

/// Reads a split of an IDX data set (LeCun, Cortes and Burges, "The MNIST database", file formats), plain or gzipped by
/// content: images of type unsigned byte and three dimensions (n, height, width), labels of one dimension. Only the
/// first train_count or test_count images are kept (0: all), but the whole files are checked.
///
/// InputErrors naming the file: another kind of data set, another type or number of dimensions, truncated or trailing
/// bytes, a header that announces more than the file can hold (refused before anything is allocated: deflate packs at
/// most 1032:1), another number of labels than images, fewer images than the count asked for, and labels beyond
/// `spec.categories` where those are given.
LabelledImages load_idx(const DatasetSpec& spec, Split split);

/// The test split as items, in the files' order: ids as above, category from `spec.categories` (empty without), no
/// path. Throws like load_idx, and for data sets of another kind: the items of an image folder are listed by items.csv.
ItemSet items_of(const DatasetSpec& spec);

}  // namespace tricky::stimuli
