#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "stimuli/dataset_study.h"
#include "stimuli/sample_images.h"

using namespace tricky::stimuli;
using Catch::Matchers::Contains;

namespace {

std::string idx(std::initializer_list<std::uint32_t> shape, const std::string& elements) {
  std::string bytes("\0\0\x08", 3);
  bytes.push_back(static_cast<char>(shape.size()));
  for (const std::uint32_t n : shape) bytes += big_endian(n);
  return bytes + elements;
}

const std::string kPixels = "abcdefghijklmnopqr";  // 3 images of 2 rows of 3
const std::string kLabels("\x02\x00\x01", 3);

/// A data set whose test files are these; the training files are the same.
class Files : public DatasetStudy {
 public:
  Files(const std::string& images, const std::string& labels, const std::string& more = "") : DatasetStudy("") {
    write("images", images);
    write("labels", labels);
    say(more);
  }
  /// Further fields of [dataset].
  void say(const std::string& more) {
    set("kind = \"idx\"\nname = \"letters\"\ntrain_images = \"images\"\ntrain_labels = \"labels\"\n"
        "test_images = \"images\"\ntest_labels = \"labels\"\n" +
        more);
  }
};

std::string refused(const std::string& images, const std::string& labels) {
  const Files files(images, labels);
  return refusal([&] { files.open(Split::test); });
}

std::string pixels_of(const ImageSet& images) {
  const PixelBlock& block = *images.block();
  return {reinterpret_cast<const char*>(block.pixels),
          block.n * static_cast<std::size_t>(block.height_px * block.width_px * block.channels)};
}

std::vector<std::uint16_t> labels_of(const ImageSet& images) {
  return {images.labels().begin(), images.labels().end()};
}

}  // namespace

TEST_CASE("IDX files give images and labels, plain or gzipped") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  const bool packed = GENERATE(false, true);
  const Files files(packed ? gzipped(images) : images, packed ? gzipped(labels) : labels);
  const auto loaded = files.open(Split::test);
  REQUIRE(loaded->block() != nullptr);
  CHECK(loaded->size() == 3);
  CHECK(loaded->block()->n == 3);
  CHECK(loaded->block()->height_px == 2);
  CHECK(loaded->block()->width_px == 3);
  CHECK(loaded->block()->channels == 1);
  CHECK(pixels_of(*loaded) == kPixels);
  CHECK(labels_of(*loaded) == std::vector<std::uint16_t>{2, 0, 1});
  CHECK(loaded->n_classes() == 3);
  CHECK(read_one(*loaded, 1).pixels[0] == 'g');
}

TEST_CASE("a count keeps the first images of its split only") {
  Files files(gzipped(idx({3, 2, 3}, kPixels)), idx({3}, kLabels), "test_count = 2\n");
  const auto test = files.open(Split::test);
  CHECK(pixels_of(*test) == kPixels.substr(0, 12));
  CHECK(labels_of(*test) == std::vector<std::uint16_t>{2, 0});
  CHECK(files.open(Split::train)->size() == 3);
  files.say("train_count = 1\n");
  CHECK(files.open(Split::train)->size() == 1);
  files.say("test_count = 4\n");
  CHECK_THAT(refusal([&] { files.open(Split::test); }), Contains("fewer than the 4 that test_count"));
}

TEST_CASE("the test split becomes items with numbered ids") {
  Files files(idx({3, 2, 3}, kPixels), idx({3}, kLabels), "categories = [\"a\", \"b\", \"c\"]\ntest_count = 2\n");
  const tricky::ItemSet items = files.items();
  REQUIRE(items.size() == 2);
  CHECK(items[0].item_id == "letters-test-00000");
  CHECK(items[0].label == 2);
  CHECK(items[0].category == "c");
  CHECK(items[0].path.empty());
  CHECK(items[1].item_id == "letters-test-00001");
  CHECK(item_id("x", Split::test, 123456) == "x-test-123456");
  files.say("");
  CHECK(files.items()[0].category.empty());
}

TEST_CASE("labels beyond the named categories are refused") {
  const Files files(idx({3, 2, 3}, kPixels), idx({3}, kLabels), "categories = [\"a\", \"b\"]\n");
  CHECK_THAT(refusal([&] { files.items(); }), Contains("label 0 is class 2") && Contains("2 categories"));
}

TEST_CASE("a study that names no images says which kinds there are") {
  const DatasetStudy study("kind = \"none\"\n");
  CHECK_THAT(refusal([&] { study.items(); }), Contains("names no images") && Contains("idx"));
}

TEST_CASE("IDX files cut anywhere are refused") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  for (const std::string& whole : {images, gzipped(images)}) {
    REQUIRE(refused(whole, labels) == "accepted");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO("cut to " << size << " of " << whole.size());
      REQUIRE(refused(whole.substr(0, size), labels) != "accepted");
    }
  }
  CHECK_THAT(refused(gzipped(images).substr(0, 30), labels), Contains("truncated"));
}

TEST_CASE("bytes after the data are refused") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  CHECK_THAT(refused(images + "x", labels), Contains("1 bytes follow"));
  CHECK_THAT(refused(gzipped(images + "x"), labels), Contains("more than its header announces"));
  CHECK_THAT(refused(gzipped(images) + "x", labels), Contains("1 bytes follow"));
}

TEST_CASE("a damaged gzip file is refused by its checksum") {
  std::string images = gzipped(idx({3, 2, 3}, kPixels));
  images[images.size() - 8] ^= 1;
  CHECK_THAT(refused(images, idx({3}, kLabels)), Contains("damaged"));
}

TEST_CASE("headers that announce more than a file can hold are refused before allocating") {
  const std::string labels = idx({3}, kLabels);
  // 10^12 bytes, 2^96 bytes, and counts whose product overflows 64 bits to something small.
  CHECK_THAT(refused(idx({1, 0xFFFFFFFF, 0xFFFFFFFF}, kPixels), labels), Contains("4294967295 x 4294967295 pixels"));
  CHECK_THAT(refused(idx({1, 0x80000000, 1}, kPixels), labels), Contains("1 x 2147483648 pixels"));
  for (const std::string& images : {idx({1'000'000, 1000, 1000}, kPixels), idx({0xFFFFFFFF, 10'000, 10'000}, kPixels),
                                    idx({0x80000000, 4096, 8}, kPixels)}) {
    CHECK_THAT(refused(images, labels), Contains("more than a file of this size can hold"));
    CHECK_THAT(refused(gzipped(images), labels), Contains("more than a file of this size can hold"));
  }
  // A bomb: a small file that unpacks to 64 MiB of a header's three bytes.
  const std::string bomb = gzipped(idx({1, 1, 3}, std::string(std::size_t{64} << 20U, '\0')));
  CHECK_THAT(refused(bomb, labels), Contains("more than its header announces"));
}

TEST_CASE("IDX files of another type, dimension or number are refused") {
  const std::string labels = idx({3}, kLabels);
  const std::string images = idx({3, 2, 3}, kPixels);
  std::string reals = images;
  reals[2] = 0x0D;
  CHECK_THAT(refused(reals, labels), Contains("type 13"));
  CHECK_THAT(refused(labels, labels), Contains("expected 3 dimensions"));
  CHECK_THAT(refused(images, images), Contains("expected 1 dimensions"));
  CHECK_THAT(refused("hello, this is text", labels), Contains("IDX"));
  CHECK_THAT(refused(idx({0, 2, 3}, ""), labels), Contains("a dimension is 0"));
  CHECK_THAT(refused(images, idx({2}, "ab")), Contains("2 labels for the 3 images"));
}

TEST_CASE("Fashion-MNIST loads as it is published", "[fashion]") {
  // Where Debian's package dataset-fashion-mnist puts it.
  const std::filesystem::path folder = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: the package dataset-fashion-mnist is not installed\n";
    return;
  }
  const DatasetStudy study("kind = \"idx\"\nname = \"fashion\"\ntest_images = \"" +
                           (folder / "t10k-images-idx3-ubyte.gz").string() + "\"\ntest_labels = \"" +
                           (folder / "t10k-labels-idx1-ubyte.gz").string() + "\"\ntrain_images = \"" +
                           (folder / "train-images-idx3-ubyte.gz").string() + "\"\ntrain_labels = \"" +
                           (folder / "train-labels-idx1-ubyte.gz").string() + "\"\n");
  const auto test = study.open(Split::test);
  CHECK(test->size() == 10'000);
  CHECK(test->block()->height_px == 28);
  CHECK(test->block()->width_px == 28);
  for (int label = 0; label < 10; ++label) {
    CHECK(std::count(test->labels().begin(), test->labels().end(), label) == 1000);
  }
}
