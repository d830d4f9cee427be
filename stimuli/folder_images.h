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

/// A line of Tiny-ImageNet's val_annotations.txt: "val_0.JPEG TAB n03444034 TAB 0 TAB 32 TAB 44 TAB 62".
struct AnnotatedImage {
  std::string file;
  std::string class_folder;
};

/// Throws InputError with line: another number of fields, a file name that is not one plain name, a file named twice.
std::vector<AnnotatedImage> read_annotations(const std::filesystem::path& path);

/// The names that a file gives to class folders: each line the folder's name, spaces or a tab, and the class's name
/// (ImageNet's LOC_synset_mapping.txt, Tiny-ImageNet's words.txt). Throws InputError with line.
std::vector<std::pair<std::string, std::string>> read_class_names(const std::filesystem::path& path);

}  // namespace tricky::stimuli
