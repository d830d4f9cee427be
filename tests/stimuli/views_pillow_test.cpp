// Training views of JPEGs beside Pillow's, byte for byte.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "stimuli/dataset_study.h"
#include "stimuli/jpeg_format.h"
#include "stimuli/sample_images.h"
#include "tricky/data/digest.h"
#include "tricky/data/text.h"
#include "tricky/stimuli/views.h"

using namespace tricky::stimuli;
using namespace tricky;
namespace fs = std::filesystem;

namespace {

/// Photographs where the reference data is there, else made images: of several sizes, one of them grey.
std::vector<fs::path> jpegs_for(const DatasetStudy& study) {
  std::vector<fs::path> files;
  if (const char* reference = std::getenv("TRICKY_REFERENCE")) {
    for (const auto& entry : fs::directory_iterator(fs::path(reference) / "images/jpeg_originals")) {
      if (entry.path().extension() == ".JPEG" || entry.path().extension() == ".jpg") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  std::cout << "skipped: the photographs of TRICKY_REFERENCE; made images instead\n";
  for (const Size size : {Size{500, 375}, Size{61, 200}, Size{224, 224}, Size{33, 17}}) {
    const std::string name = "made" + std::to_string(size.width_px) + ".jpg";
    study.write(name, encode_jpeg(made_image(size.width_px, size.height_px), 90));
    files.push_back(study.path(name));
  }
  study.write("grey.jpg", grey_jpeg());
  files.push_back(study.path("grey.jpg"));
  return files;
}

}  // namespace

TEST_CASE("a random resized crop has the bytes that Pillow gives for its box", "[reference]") {
  const char* source = std::getenv("TRICKY_SOURCE");
  if (source == nullptr || std::system("/usr/bin/python3 -c 'import PIL' 2>/dev/null") != 0) {
    std::cout << "skipped: /usr/bin/python3 with Pillow is not installed (Debian: python3-pil)\n";
    return;
  }
  DatasetStudy study("kind = \"image_folder\"\nfolder = \"i\"\ntest = \"test\"\n");
  std::size_t number = 0;
  for (const fs::path& file : jpegs_for(study)) {
    const fs::path copy = study.path("i/test/all") / (std::to_string(1000 + number++) + ".jpg");
    fs::create_directories(copy.parent_path());
    fs::copy_file(file, copy);
  }
  const auto images = study.open(Split::test);
  REQUIRE(images->size() >= 5);
  const TrainingView view{{TrainingView::Step::random_resized_crop, TrainingView::Step::flip}, 0, 224, 11};
  std::string boxes;
  std::vector<std::string> ours;
  int n_flipped = 0;
  for (std::size_t i = 0; i < images->size(); ++i) {
    const RgbImage whole = read_one(*images, i);
    for (int epoch = 1; epoch <= 5; ++epoch) {
      // The documented draws: of (seed, augment, epoch, image), the box first, then the flip.
      RandomStream random(view.augment_seed, Stream::augment, 0, static_cast<std::uint32_t>(epoch),
                          static_cast<std::uint32_t>(i));
      const Region box = random_crop(random, {whole.width_px, whole.height_px});
      const bool flip = random.bernoulli(0.5);
      n_flipped += flip ? 1 : 0;
      boxes += std::to_string(box.left) + " " + std::to_string(box.top) + " " + std::to_string(box.width_px) + " " +
               std::to_string(box.height_px) + " " + std::to_string(view.side_px) + " " + (flip ? "1 " : "0 ") +
               images->name(i) + "\n";
      std::vector<std::uint8_t> pixels(static_cast<std::size_t>(3 * view.side_px * view.side_px));
      ViewBuffers buffers;
      view_for_training(*images, i, view, {view.side_px, view.side_px}, epoch, buffers, pixels.data());
      ours.push_back(sha256({reinterpret_cast<const char*>(pixels.data()), pixels.size()}));
    }
  }
  CHECK(n_flipped > 0);
  study.write("boxes", boxes);
  REQUIRE(std::system(("/usr/bin/python3 '" + (fs::path(source) / "tests/stimuli/peer_crop.py").string() + "' '" +
                       study.path("boxes").string() + "' > '" + study.path("digests").string() + "'")
                          .c_str()) == 0);
  std::vector<std::string> theirs = split(read_file(study.path("digests")), '\n');
  if (theirs.back().empty()) theirs.pop_back();
  REQUIRE(theirs.size() == ours.size());
  std::size_t n_same = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) n_same += ours[i] == theirs[i] ? 1 : 0;
  CHECK(n_same == ours.size());
}
