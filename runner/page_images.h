#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tricky/data/study_folder.h"
#include "tricky/data/value.h"
#include "tricky/protocols/protocol.h"
#include "tricky/stimuli/rgb_image.h"

namespace tricky::runner {

/// An image that a page of instructions shows.
struct PageImage {
  std::string file;    ///< below the study folder
  std::string sha256;  ///< of the file
  stimuli::RgbImage pixels;
};

/// Decodes the images of the protocol's pages, in the order of the pages that have one. What is transparent becomes the
/// page's white. Throws InputError, naming the protocol and the image, for one that is missing, leads out of the study
/// folder, is neither PNG nor JPEG, is damaged or too large (stimuli::read_image).
std::vector<PageImage> load_page_images(const protocols::Protocol& protocol, const StudyFolder& study,
                                        const std::filesystem::path& protocol_file);

/// [{"file", "sha256"}, …]; null when there are none.
Value as_value(const std::vector<PageImage>& images);

}  // namespace tricky::runner
