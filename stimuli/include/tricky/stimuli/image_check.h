#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/study_folder.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

struct DamagedImage {
  std::size_t index = 0;
  std::string reason;  ///< names the image
};

/// What is found when every image of a split is read once.
struct ImageCheck {
  std::vector<DamagedImage> damaged;  ///< by index
  /// 64 hexadecimal digits that identify images and labels by their content alone: recorded with every run, which
  /// cannot be resumed on others. ImageSet::sha256() where that is of the content; of an image folder the SHA-256 of
  /// "PATH TAB SHA-256 OF THE FILE TAB LABEL LF" of every image, with "damaged" for files that cannot be decoded.
  std::string sha256;
};

/// Reads every image to its end, on `threads` threads; damaged are those that cannot be decoded (or differ from their
/// recorded digest, where there is one). `on_progress` is called with the number of images read so far, by the calling
/// thread, at least every second. Throws IoError when the disk fails.
ImageCheck check_images(const ImageSet& images, int threads, const std::function<void(std::size_t)>& on_progress);

/// Leaves the result beside the study (image_check_train.json, image_check_test.json; FORMATS.md), so that it need not
/// be found again for the same images.
void record_check(const StudyFolder& study, const ImageSet& images, Split split, const ImageCheck& check);

/// The images of a split as a study may use them.
struct UsableImages {
  std::vector<std::size_t> skipped;  ///< damaged: left out of training, missing in the responses; ascending
  std::string sha256;                ///< ImageCheck's
};

/// Sets that cannot be damaged need no look; else the record beside the study is used when it is about the same files
/// (ImageSet::sha256), and made when it is not. Throws InputError when images are damaged and the study does not say
/// corrupt_images = "skip": it names the first few and how many there are.
UsableImages usable_images(const DatasetSpec& spec, const StudyFolder& study, const ImageSet& images, Split split,
                           int threads, const std::function<void(std::size_t)>& on_progress);

}  // namespace tricky::stimuli
