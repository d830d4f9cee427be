#pragma once

#include <memory>

#include "tricky/data/dataset_spec.h"
#include "tricky/data/study_folder.h"
#include "tricky/stimuli/image_set.h"

namespace tricky::stimuli {

/// A split of an image folder (open_image_set). An image's id is its file's name without the ending where all of the
/// split differ in it, else CLASS_NAME; its category is the class folder's name, or what `class_names` calls it.
///
/// InputErrors: no class folders, a class folder without images, a test class that has no training images, an image
/// that a symbolic link fetches from outside, faults of val_annotations.txt (with line) and of items.csv.
std::unique_ptr<ImageSet> open_folder(const DatasetSpec& spec, const StudyFolder& study, Split split);

}  // namespace tricky::stimuli
