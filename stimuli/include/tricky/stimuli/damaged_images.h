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

/// Reads every image to its end, on `threads` threads, and gives those that cannot be decoded (or differ from their
/// recorded digest, where there is one), by index. `on_progress` is called with the number of images read so far, by
/// the calling thread, at least every second. Throws IoError when the disk fails.
std::vector<DamagedImage> find_damaged(const ImageSet& images, int threads,
                                       const std::function<void(std::size_t)>& on_progress);

/// Leaves the result beside the study (image_check_train.json, image_check_test.json; FORMATS.md), so that it need not
/// be found again for the same images.
void record_damaged(const StudyFolder& study, const ImageSet& images, Split split,
                    const std::vector<DamagedImage>& damaged);

/// The images to leave out of training, or to count as missing in the responses, in ascending order: the damaged ones
/// when the study says corrupt_images = "skip". For "stop" an InputError that names the first few and how many there
/// are. Sets that cannot be damaged need no look; else the record beside the study is used when it is about the same
/// images (ImageSet::sha256), and made when it is not.
std::vector<std::size_t> images_to_skip(const DatasetSpec& spec, const StudyFolder& study, const ImageSet& images,
                                        Split split, int threads, const std::function<void(std::size_t)>& on_progress);

}  // namespace tricky::stimuli
