#include "stimulus_images.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "independent_decode.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/image_file.h"

namespace tricky::runner {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNamed = 20;

/// What is wrong with one image, or an empty text; the image itself goes to `image`.
std::string fault_of(const StimulusList& list, const ListedStimulus& stimulus, const fs::path& folder,
                     stimuli::RgbImage& image) {
  fs::path file;
  try {
    file = confined_path(folder, stimulus.image);
    if (!fs::exists(file)) return stimulus.image + ": is missing";
    image = stimuli::read_image(file);
  } catch (const std::exception& error) {
    return stimulus.image + ": " + error.what();
  }
  if (image.width_px != list.image_width_px || image.height_px != list.image_height_px) {
    return stimulus.image + ": is " + std::to_string(image.width_px) + "x" + std::to_string(image.height_px) +
           " pixels, the list says " + std::to_string(list.image_width_px) + "x" + std::to_string(list.image_height_px);
  }
  if (stimuli::sha256_of_pixels(image) != stimulus.sha256_rgb) return stimulus.image + ": its pixels have changed";
  if (const std::optional<stimuli::RgbImage> other = decode_independently(file); !other) {
    return stimulus.image + ": SDL2_image cannot read it";
  } else if (other->width_px != image.width_px || other->pixels != image.pixels) {
    return stimulus.image + ": SDL2_image sees other pixels in it than libpng or libjpeg";
  }
  return {};
}

}  // namespace

ImageLoader::ImageLoader(const StimulusList& list, fs::path list_file, Digests digests)
    : list_(list), list_file_(std::move(list_file)), digests_(digests) {
  const bool none =
      std::all_of(list.stimuli.begin(), list.stimuli.end(), [](const auto& each) { return each.image.empty(); });
  if (none || list.image_width_px == 0) {
    throw InputError({list_file_, 0, ""},
                     "has no images, so there is nothing to show; give the study images ([dataset] in "
                     "study.toml) and make the list again with: tricky stimuli");
  }
  images_.resize(list.stimuli.size());
  faults_.resize(list.stimuli.size());
  const std::size_t n_threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  for (std::size_t i = 0; i < n_threads; ++i) threads_.emplace_back([this] { work(); });
}

ImageLoader::~ImageLoader() { next_ = images_.size(); }

void ImageLoader::work() {
  for (std::size_t i = next_++; i < list_.stimuli.size(); i = next_++) {
    faults_[i] = fault_of(list_, list_.stimuli[i], list_file_.parent_path(), images_[i]);
    ++n_done_;
  }
}

std::vector<stimuli::RgbImage> ImageLoader::finish() {
  threads_.clear();  // joins them
  std::string message;
  std::size_t n_faults = 0;
  for (const std::string& fault : faults_) {
    if (fault.empty()) continue;
    if (++n_faults <= kMostNamed) message += "\n  " + fault;
  }
  if (n_faults > kMostNamed) message += "\n  and " + std::to_string(n_faults - kMostNamed) + " more";
  if (n_faults == 0) return std::move(images_);
  throw InputError({list_file_, 0, ""},
                   std::to_string(n_faults) + " of " + std::to_string(faults_.size()) +
                       (digests_ == Digests::of_session
                            ? " images are not what the session showed; restore them"
                            : " images are not what the list says; restore them, or make the list again with: "
                              "tricky stimuli") +
                       message);
}

std::vector<stimuli::RgbImage> load_images(const StimulusList& list, const fs::path& list_file) {
  return ImageLoader(list, list_file).finish();
}

}  // namespace tricky::runner
