#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tricky::stimuli {

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

/// Whether a file of this name is taken for an image: JPEG or PNG by its ending, and not hidden.
bool is_image_name(std::string_view name);

}  // namespace tricky::stimuli
