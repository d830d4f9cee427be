// Data sets with damage: refused by name, or read within bounds (the sanitizer build sees to that), never worse.
#include <catch2/catch.hpp>
#include <string>

#include "mutation.h"
#include "stimuli/dataset_study.h"
#include "stimuli/class_files.h"
#include "stimuli/sample_images.h"
#include "tricky/data/errors.h"

using namespace tricky::stimuli;
using namespace tricky;

namespace {

struct Tally {
  std::uint64_t n_read = 0;
  std::uint64_t n_refused = 0;
};

/// Opens the test images and reads the first few.
void read_some(const DatasetStudy& study, Tally& tally) {
  try {
    const auto images = study.open(Split::test);
    RgbImage image;
    for (std::size_t i = 0; i < std::min<std::size_t>(images->size(), 3); ++i) {
      images->read(i, image);
      REQUIRE(image.pixels.size() == static_cast<std::size_t>(image.width_px * image.height_px * 3));
      REQUIRE(images->labels()[i] < images->n_classes());
      REQUIRE_FALSE(images->item(i).item_id.empty());
    }
    ++tally.n_read;
  } catch (const InputError&) {
    ++tally.n_refused;
  }
}

/// Reads damaged copies of one of the study's files, which is whole again afterwards.
Tally read_damaged(const DatasetStudy& study, const std::string& file, const std::string& whole,
                   const std::string& telling, std::uint64_t usual) {
  Tally tally;
  for (std::uint64_t round = 0, n = n_rounds(usual); round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    write_unsynced(study.path(file), damaged_copy(whole, telling, random));
    INFO(file << ", round " << round);
    read_some(study, tally);
  }
  study.write(file, whole);
  return tally;
}

const std::string kBytes("\x00\x01\x03\x08\x7f\x80\xff", 7);
const std::string kText("\t\n\r,. /\\\"'\x00\xff\xc3", 14);

}  // namespace

TEST_CASE("damaged IDX files, plain or gzipped, are refused or read within bounds") {
  const DatasetStudy study(
      "kind = \"idx\"\nname = \"i\"\ntrain_images = \"x\"\ntrain_labels = \"x\"\ntest_images = \"images\"\n"
      "test_labels = \"labels\"\n");
  const std::string header("\0\0\x08", 3);
  const std::string images =
      header + '\x03' + big_endian(4) + big_endian(5) + big_endian(6) + std::string(4 * 5 * 6, 'p');
  const std::string labels = header + '\x01' + big_endian(4) + std::string("\0\1\2\1", 4);
  const bool packed = GENERATE(false, true);
  study.write("images", packed ? gzipped(images) : images);
  study.write("labels", packed ? gzipped(labels) : labels);
  const Tally of_images = read_damaged(study, "images", packed ? gzipped(images) : images, kBytes, 1000);
  const Tally of_labels = read_damaged(study, "labels", packed ? gzipped(labels) : labels, kBytes, 1000);
  CHECK(of_images.n_read > 0);
  CHECK(of_images.n_refused > of_images.n_read);
  CHECK(of_labels.n_read > 0);
  CHECK(of_labels.n_refused > of_labels.n_read);
}

TEST_CASE("damaged CIFAR files and lists of class names are refused or read within bounds") {
  const DatasetStudy study("kind = \"cifar10\"\nname = \"c\"\nfolder = \"bin\"\ntest_count = 3\n");
  std::string images;
  for (int i = 0; i < 10'000; ++i) {
    images += static_cast<char>(i % 10);
    images.append(3072, static_cast<char>(i));
  }
  study.write("bin/test_batch.bin", images);
  std::string names;
  for (int i = 0; i < 10; ++i) names += "class" + std::to_string(i) + "\n";
  const Tally of_names = read_damaged(study, "bin/batches.meta.txt", names, kText, 100);
  CHECK(of_names.n_read > 0);
  CHECK(of_names.n_refused > 0);

  Tally of_images;
  for (std::uint64_t round = 0, n = n_rounds(60); round < n; ++round) {
    RandomStream random(round, Stream::bootstrap);
    std::string bytes = images;
    // Labels, or the length: a wrong pixel is a pixel like any other.
    for (std::uint64_t left = 1 + random.below(3); left > 0; --left) {
      if (random.below(8) == 0) {
        bytes.resize(bytes.size() - random.below(3073 * 2));
      } else {
        bytes[3073 * random.below(bytes.size() / 3073)] = static_cast<char>(random.below(16));
      }
    }
    write_unsynced(study.path("bin/test_batch.bin"), bytes);
    read_some(study, of_images);
  }
  CHECK(of_images.n_read > 0);
  CHECK(of_images.n_refused > 0);
}

TEST_CASE("damaged images, annotations and class names of a folder are refused or read within bounds") {
  const DatasetStudy study(
      "kind = \"image_folder\"\nfolder = \"t\"\ntest = \"val\"\ntrain = \"train\"\nclass_names = \"words.txt\"\n");
  study.write("t/train/n01/images/a.JPEG", baseline_jpeg());
  study.write("t/train/n02/images/b.JPEG", grey_jpeg());
  study.write("t/val/images/val_0.JPEG", baseline_jpeg());
  study.write("t/val/images/val_1.png", png_file(1, 1, 8, 2, std::string(4, '\0')));
  const std::string annotations = "val_0.JPEG\tn01\t0\t32\t44\t62\nval_1.png\tn02\t52\t55\t57\t59\n";
  const std::string words = "n01 tench, Tinca tinca\nn02\tgoldfish\n";
  study.write("t/val/val_annotations.txt", annotations);
  study.write("words.txt", words);
  Tally whole;
  read_some(study, whole);
  REQUIRE(whole.n_read == 1);
  struct File {
    const char* path;
    const std::string& whole;
    const std::string& telling;
  };
  const std::string progressive = progressive_jpeg();
  const std::string baseline = baseline_jpeg();
  for (const File& file :
       {File{"t/val/val_annotations.txt", annotations, kText}, File{"words.txt", words, kText},
        File{"t/val/images/val_0.JPEG", progressive, kBytes}, File{"t/val/images/val_0.JPEG", baseline, kBytes}}) {
    const Tally tally = read_damaged(study, file.path, file.whole, file.telling, 500);
    INFO(file.path << ": " << tally.n_read << " read, " << tally.n_refused << " refused");
    CHECK(tally.n_read > 0);
    CHECK(tally.n_refused > 0);
  }
}
