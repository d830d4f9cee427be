#include "tricky/stimuli/labelled_images.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "stimuli/sample_images.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"

using namespace tricky::stimuli;
using Catch::Matchers::Contains;
using tricky::DatasetSpec;

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
class Files {
 public:
  Files(const std::string& images, const std::string& labels) {
    std::ofstream(folder_ / "images", std::ios::binary) << images;
    std::ofstream(folder_ / "labels", std::ios::binary) << labels;
    spec.kind = DatasetSpec::Kind::idx;
    spec.name = "letters";
    spec.train_images = spec.test_images = folder_ / "images";
    spec.train_labels = spec.test_labels = folder_ / "labels";
  }
  DatasetSpec spec;

 private:
  TemporaryFolder folder_;
};

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const tricky::InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string refusal(const std::string& images, const std::string& labels) {
  const Files files(images, labels);
  return message_of([&] { load_idx(files.spec, Split::test); });
}

}  // namespace

TEST_CASE("IDX files give images and labels, plain or gzipped") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  const bool packed = GENERATE(false, true);
  const Files files(packed ? gzipped(images) : images, packed ? gzipped(labels) : labels);
  const LabelledImages loaded = load_idx(files.spec, Split::test);
  CHECK(loaded.n == 3);
  CHECK(loaded.height_px == 2);
  CHECK(loaded.width_px == 3);
  CHECK(loaded.channels == 1);
  CHECK(std::string(loaded.pixels.begin(), loaded.pixels.end()) == kPixels);
  CHECK(loaded.labels == std::vector<std::uint16_t>{2, 0, 1});
}

TEST_CASE("a count keeps the first images of its split only") {
  Files files(gzipped(idx({3, 2, 3}, kPixels)), idx({3}, kLabels));
  files.spec.test_count = 2;
  const LabelledImages test = load_idx(files.spec, Split::test);
  CHECK(std::string(test.pixels.begin(), test.pixels.end()) == kPixels.substr(0, 12));
  CHECK(test.labels == std::vector<std::uint16_t>{2, 0});
  CHECK(load_idx(files.spec, Split::train).n == 3);
  files.spec.train_count = 1;
  CHECK(load_idx(files.spec, Split::train).n == 1);
  files.spec.test_count = 4;
  CHECK_THAT(message_of([&] { load_idx(files.spec, Split::test); }), Contains("fewer than the 4 that test_count"));
}

TEST_CASE("the test split becomes items with numbered ids") {
  Files files(idx({3, 2, 3}, kPixels), idx({3}, kLabels));
  files.spec.categories = {"a", "b", "c"};
  files.spec.test_count = 2;
  const tricky::ItemSet items = items_of(files.spec);
  REQUIRE(items.size() == 2);
  CHECK(items[0].item_id == "letters-test-00000");
  CHECK(items[0].label == 2);
  CHECK(items[0].category == "c");
  CHECK(items[0].path.empty());
  CHECK(items[1].item_id == "letters-test-00001");
  CHECK(item_id("x", Split::test, 123456) == "x-test-123456");
  files.spec.categories.clear();
  CHECK(items_of(files.spec)[0].category.empty());
}

TEST_CASE("labels beyond the named categories are refused") {
  Files files(idx({3, 2, 3}, kPixels), idx({3}, kLabels));
  files.spec.categories = {"a", "b"};
  CHECK_THAT(message_of([&] { items_of(files.spec); }), Contains("label 0 is class 2") && Contains("2 categories"));
}

TEST_CASE("data sets of another kind are refused") {
  DatasetSpec spec;
  CHECK_THAT(message_of([&] { items_of(spec); }), Contains("items.csv"));
}

TEST_CASE("IDX files cut anywhere are refused") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  for (const std::string& whole : {images, gzipped(images)}) {
    REQUIRE(refusal(whole, labels) == "accepted");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO("cut to " << size << " of " << whole.size());
      REQUIRE(refusal(whole.substr(0, size), labels) != "accepted");
    }
  }
  CHECK_THAT(refusal(gzipped(images).substr(0, 30), labels), Contains("truncated"));
}

TEST_CASE("bytes after the data are refused") {
  const std::string images = idx({3, 2, 3}, kPixels);
  const std::string labels = idx({3}, kLabels);
  CHECK_THAT(refusal(images + "x", labels), Contains("1 bytes follow"));
  CHECK_THAT(refusal(gzipped(images + "x"), labels), Contains("more than its header announces"));
  CHECK_THAT(refusal(gzipped(images) + "x", labels), Contains("1 bytes follow"));
}

TEST_CASE("a damaged gzip file is refused by its checksum") {
  std::string images = gzipped(idx({3, 2, 3}, kPixels));
  images[images.size() - 8] ^= 1;
  CHECK_THAT(refusal(images, idx({3}, kLabels)), Contains("damaged"));
}

TEST_CASE("headers that announce more than a file can hold are refused before allocating") {
  const std::string labels = idx({3}, kLabels);
  // 10^12 bytes, 2^96 bytes, and counts whose product overflows 64 bits to something small.
  for (const std::string& images :
       {idx({1'000'000, 1000, 1000}, kPixels), idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, kPixels),
        idx({0x80000000, 0x80000000, 4}, kPixels)}) {
    CHECK_THAT(refusal(images, labels), Contains("more than a file of this size can hold"));
    CHECK_THAT(refusal(gzipped(images), labels), Contains("more than a file of this size can hold"));
  }
  // A bomb: a small file that unpacks to 64 MiB of a header's three bytes.
  const std::string bomb = gzipped(idx({1, 1, 3}, std::string(std::size_t{64} << 20U, '\0')));
  CHECK_THAT(refusal(bomb, labels), Contains("more than its header announces"));
}

TEST_CASE("IDX files of another type, dimension or number are refused") {
  const std::string labels = idx({3}, kLabels);
  const std::string images = idx({3, 2, 3}, kPixels);
  std::string reals = images;
  reals[2] = 0x0D;
  CHECK_THAT(refusal(reals, labels), Contains("type 13"));
  CHECK_THAT(refusal(labels, labels), Contains("expected 3 dimensions"));
  CHECK_THAT(refusal(images, images), Contains("expected 1 dimensions"));
  CHECK_THAT(refusal("hello, this is text", labels), Contains("IDX"));
  CHECK_THAT(refusal(idx({0, 2, 3}, ""), labels), Contains("a dimension is 0"));
  CHECK_THAT(refusal(images, idx({2}, "ab")), Contains("2 labels for the 3 images"));
}

TEST_CASE("Fashion-MNIST loads as it is published", "[fashion]") {
  // Where Debian's package dataset-fashion-mnist puts it.
  const std::filesystem::path folder = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(folder)) {
    std::cout << "skipped: the package dataset-fashion-mnist is not installed\n";
    return;
  }
  DatasetSpec spec;
  spec.kind = DatasetSpec::Kind::idx;
  spec.name = "fashion";
  spec.test_images = folder / "t10k-images-idx3-ubyte.gz";
  spec.test_labels = folder / "t10k-labels-idx1-ubyte.gz";
  const LabelledImages test = load_idx(spec, Split::test);
  CHECK(test.n == 10'000);
  CHECK(test.height_px == 28);
  CHECK(test.width_px == 28);
  for (int label = 0; label < 10; ++label) CHECK(std::count(test.labels.begin(), test.labels.end(), label) == 1000);
}
