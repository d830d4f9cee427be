#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "stimuli/sample_images.h"
#include "temporary_folder.h"
#include "tricky/data/difficulty.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/stimulus_list.h"
#include "tricky/stimuli/commands.h"
#include "tricky/stimuli/image_file.h"
#include "tricky/stimuli/image_set.h"
#include "tricky/stimuli/image_source.h"
#include "tricky/stimuli/resize.h"

using namespace tricky::stimuli;
using namespace tricky;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

/// Keeps what is written to a stream while it lives.
class Captured {
 public:
  Captured(std::FILE* stream, int descriptor, const fs::path& file)
      : stream_(stream), descriptor_(descriptor), file_(file) {
    std::fflush(stream_);
    before_ = ::dup(descriptor_);
    const int to = ::open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(to, descriptor_);
    ::close(to);
  }
  ~Captured() {
    if (before_ >= 0) release();
  }
  std::string text() {
    release();
    return read_file(file_);
  }

 private:
  void release() {
    std::fflush(stream_);
    ::dup2(before_, descriptor_);
    ::close(before_);
    before_ = -1;
  }
  std::FILE* stream_;
  int descriptor_;
  fs::path file_;
  int before_ = -1;
};

struct Said {
  std::string error;  ///< the InputError's message
  std::string out;
  std::string err;
};

/// A study of 12 images, 4 of each class, in a folder that vanishes.
class SampleStudy {
 public:
  explicit SampleStudy(const std::string& dataset) {
    write_file(root() / "study.toml", dataset);
    std::string csv = "item_id,label,category,path,label_error\n";
    for (int i = 0; i < 12; ++i) {
      csv += item_id("digits", Split::test, static_cast<std::size_t>(i)) + "," + std::to_string(i % 3) + ",,photos/" +
             std::to_string(i) + ".png," + (i == 0 ? "1" : "0") + "\n";
    }
    set_items(csv);
    for (int i = 0; i < 12; ++i)
      write_png(root() / "images/photos" / (std::to_string(i) + ".png"), made_image(40 + i, 30));
  }

  void set_items(const std::string& csv) {
    write_file(root() / "items.csv", csv);
    const ItemSet items = read_items(root() / "items.csv");
    DifficultyTable table;
    table.makers = {"first", "second"};
    table.item_set_digest = items.digest();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const int n_correct = 2 - static_cast<int>(i / 4);
      table.items.push_back({items[i].item_id, 2, n_correct, classify(n_correct, 2, {})});
    }
    write_difficulty(root() / "difficulty/all.csv", table, {});
  }

  Said run(std::vector<std::string> words) const {
    words.insert(words.end(), {"--study", root().string()});
    Captured out(stdout, STDOUT_FILENO, folder_ / "stdout");
    Captured err(stderr, STDERR_FILENO, folder_ / "stderr");
    Said said;
    try {
      commands().front().run({"tricky", "stimuli", words});
    } catch (const InputError& error) {
      said.error = error.what();
    } catch (const HelpShown&) {
    }
    said.out = out.text();
    said.err = err.text();
    return said;
  }

  fs::path root() const { return folder_ / "study"; }
  StimulusList list(const std::string& name) const { return read_stimulus_list(root() / "lists" / (name + ".csv")); }

 private:
  TemporaryFolder folder_;
};

const std::string kFolder = "[dataset]\nkind = \"image_folder\"\nfolder = \"images\"\n";

std::vector<std::string> pairs(std::vector<std::string> more = {}) {
  std::vector<std::string> words{"pairs", "--difficulty", "all", "--name", "p", "--trials", "2", "--practice", "1"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("stimuli pairs writes the list and the images that its digests name") {
  const SampleStudy study(kFolder);
  const Said said = study.run(pairs());
  REQUIRE(said.error.empty());
  CHECK_THAT(said.out,
             Contains("2 trials and 1 for practice") && Contains("1 times left, 1 right") && Contains("224 x 224"));
  const StimulusList list = study.list("p");
  REQUIRE(list.stimuli.size() == 6);
  CHECK(list.image_width_px == 224);
  CHECK(list.image_height_px == 224);
  CHECK(list.stimuli[0].image == "p_images/0001.png");
  const ItemSet items = read_items(study.root() / "items.csv");
  for (const ListedStimulus& each : list.stimuli) {
    const RgbImage image = read_image(confined_path(study.root() / "lists", each.image));
    CHECK(image.width_px == 224);
    CHECK(sha256_of_pixels(image) == each.sha256_rgb);
    const Item& item = items[*items.find(each.item_id)];
    CHECK(resize_and_crop(read_image(study.root() / "images" / item.path), Framing{}).pixels == image.pixels);
  }
  const std::string json = read_file(study.root() / "lists/p.json");
  CHECK_THAT(json,
             Contains("tricky stimuli pairs --difficulty all") && Contains("\"seed\": 1312") && Contains("items.csv"));
  CHECK_FALSE(fs::exists(study.root() / "lists/p_images.unfinished"));
}

TEST_CASE("a list that is there is kept unless it shall be replaced") {
  const SampleStudy study(kFolder);
  REQUIRE(study.run(pairs()).error.empty());
  const std::string before = read_file(study.root() / "lists/p.csv");
  const std::string image = read_file(study.root() / "lists/p_images/0001.png");
  CHECK_THAT(study.run(pairs({"--seed", "5"})).error,
             Contains("p.csv") && Contains("shown to observers") && Contains("--replace"));
  CHECK(read_file(study.root() / "lists/p.csv") == before);
  // Three trials become one: no image of the old list stays.
  const std::vector<std::string> fewer{"pairs", "--difficulty", "all", "--name", "p", "--trials",
                                       "1",     "--practice",   "0",   "--seed", "5", "--replace"};
  REQUIRE(study.run(fewer).error.empty());
  CHECK(study.list("p").stimuli.size() == 2);
  CHECK(std::distance(fs::directory_iterator(study.root() / "lists/p_images"), {}) == 4);
}

TEST_CASE("replacing a list keeps the old one when the new one cannot be made") {
  const SampleStudy study(kFolder);
  REQUIRE(study.run(pairs()).error.empty());
  const std::string before = read_file(study.root() / "lists/p.csv");
  for (int i = 0; i < 12; ++i) write_file(study.root() / "images/photos" / (std::to_string(i) + ".png"), "GIF89a");
  CHECK_THAT(study.run(pairs({"--replace"})).error, Contains("GIF"));
  CHECK(read_file(study.root() / "lists/p.csv") == before);
  CHECK(sha256_of_pixels(read_image(study.root() / "lists/p_images/0001.png")) ==
        study.list("p").stimuli[0].sha256_rgb);
  CHECK_FALSE(fs::exists(study.root() / "lists/p_images.unfinished"));
}

TEST_CASE("the same command gives the same list and images") {
  const SampleStudy study(kFolder);
  REQUIRE(study.run(pairs()).error.empty());
  const std::string list = read_file(study.root() / "lists/p.csv");
  const std::string image = read_file(study.root() / "lists/p_images/0006.png");
  REQUIRE(study.run(pairs({"--replace"})).error.empty());
  CHECK(read_file(study.root() / "lists/p.csv") == list);
  CHECK(read_file(study.root() / "lists/p_images/0006.png") == image);
}

TEST_CASE("stimuli ratings draws all three classes") {
  const SampleStudy study(kFolder);
  const Said said = study.run({"ratings", "--difficulty", "all", "--name", "r", "--per-class", "2", "--practice", "3"});
  REQUIRE(said.error.empty());
  CHECK_THAT(said.out, Contains("6 trials and 3 for practice") && Contains("2 trivial, in-between and impossible"));
  CHECK(study.list("r").stimuli.size() == 9);
  CHECK_THAT(read_file(study.root() / "lists/r.json"), Contains("\"seed\": 1313"));
}

TEST_CASE("a list can leave out label errors and another list's images") {
  const SampleStudy study(kFolder);
  REQUIRE(study.run(pairs()).error.empty());
  const Said said = study.run({"pairs", "--difficulty", "all", "--name", "q", "--trials", "1", "--practice", "0",
                               "--exclude", (study.root() / "lists/p.csv").string()});
  REQUIRE(said.error.empty());
  for (const ListedStimulus& fresh : study.list("q").stimuli) {
    for (const ListedStimulus& used : study.list("p").stimuli) CHECK(fresh.item_id != used.item_id);
  }
  CHECK_THAT(study
                 .run({"pairs", "--difficulty", "all", "--name", "s", "--trials", "4", "--practice", "0",
                       "--exclude-label-errors"})
                 .error,
             Contains("3 trivial images") && Contains("drop --exclude-label-errors"));
}

TEST_CASE("a study without images gives a list without images and says so") {
  SECTION("no data set") {
    const SampleStudy study("");
    const Said said = study.run(pairs());
    REQUIRE(said.error.empty());
    CHECK_THAT(said.err, Contains("study.toml has no [dataset]"));
    CHECK(study.list("p").image_width_px == 0);
    CHECK(study.list("p").stimuli[0].image.empty());
    CHECK_FALSE(fs::exists(study.root() / "lists/p_images"));
  }
  SECTION("no paths") {
    SampleStudy study(kFolder);
    std::string csv = "item_id,label\n";
    for (int i = 0; i < 12; ++i) csv += "item-" + std::to_string(i) + ",0\n";
    study.set_items(csv);
    const Said said = study.run(pairs());
    REQUIRE(said.error.empty());
    CHECK_THAT(said.err, Contains("no item a path"));
  }
}

TEST_CASE("items whose images are missing, outside or nowhere are refused by name") {
  SampleStudy study(kFolder);
  std::string outside = "item_id,label,path\n";
  std::string missing = outside;
  std::string some = outside;
  for (int i = 0; i < 12; ++i) {
    const std::string id = "item-" + std::to_string(i) + ",0,";
    outside += id + "../outside.png\n";
    missing += id + "none.png\n";
    some += id + (i == 5 ? "photos/0.png\n" : "\n");  // item 5 is in between: no pair shows it
  }
  write_png(study.root() / "outside.png", made_image(300, 300));
  study.set_items(outside);
  CHECK_THAT(study.run(pairs()).error, Contains("outside.png") && Contains("must stay inside"));
  study.set_items(missing);
  CHECK_THAT(study.run(pairs()).error, Contains("none.png") && Contains("the image of item \"item-"));
  study.set_items(some);
  CHECK_THAT(study.run(pairs()).error, Contains("item \"item-") && Contains("has no image"));
  CHECK_FALSE(fs::exists(study.root() / "lists/p.csv"));
}

TEST_CASE("wrong options are refused with what to do") {
  const SampleStudy study(kFolder);
  CHECK_THAT(study.run({"pairs", "--difficulty", "al", "--name", "p"}).error, Contains("did you mean \"all\"?"));
  CHECK_THAT(study.run({"pairs", "--difficulty", "../all", "--name", "p"}).error, Contains("--difficulty"));
  CHECK_THAT(study.run({"pairs", "--difficulty", "all", "--name", "../p"}).error, Contains("--name"));
  CHECK_THAT(study.run({"pairs", "--difficulty", "all", "--name", "p", "--trials", "0"}).error, Contains("--trials"));
  CHECK_THAT(study.run({"pairs", "--difficulty", "all", "--name", "p", "--per-class", "3"}).error,
             Contains("--per-class"));
  CHECK_THAT(study.run(pairs({"--seed", "-1"})).error, Contains("--seed"));
  CHECK_FALSE(study.run({"--name", "p"}).error.empty());
  CHECK_THAT(study.run({"ratings", "--help"}).out, Contains("--per-class") && Contains("Example:"));
}

TEST_CASE("the images of an IDX study are found by item id and checked by label") {
  SampleStudy study("");
  std::string images("\0\0\x08\x03", 4);
  images += big_endian(12) + big_endian(2) + big_endian(2);
  for (int i = 0; i < 48; ++i) images.push_back(static_cast<char>(i));
  std::string labels("\0\0\x08\x01", 4);
  labels += big_endian(12);
  for (int i = 0; i < 12; ++i) labels.push_back(static_cast<char>(i % 3));
  write_file(study.root() / "images.gz", gzipped(images));
  write_file(study.root() / "labels.gz", gzipped(labels));
  write_file(
      study.root() / "study.toml",
      "[dataset]\nkind = \"idx\"\nname = \"digits\"\ntrain_images = \"images.gz\"\ntrain_labels = \"labels.gz\"\n"
      "test_images = \"images.gz\"\ntest_labels = \"labels.gz\"\n");
  const DatasetSpec spec = read_dataset_spec(study.root() / "study.toml");
  const auto source = open_images(spec, StudyFolder(study.root()));
  CHECK(source->image({"digits-test-00001", 1, "", ""}).pixels ==
        std::vector<std::uint8_t>{4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7});
  const auto refusal = [&](const std::string& id, std::uint16_t label) {
    try {
      source->image({id, label, "", ""});
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal("digits-test-00001", 2), Contains("label 2") && Contains("changed"));
  CHECK_THAT(refusal("digits-test-00012", 0), Contains("one of the 12 test images"));
  for (const char* id : {"digits-test-1", "other-test-00001", "digits", "digits-test--0001", "digits-test-", ""}) {
    CHECK_THAT(refusal(id, 1), Contains("not one of the 12 test images of the study's data set"));
  }

  const Said said = study.run(pairs());
  INFO(said.error);
  REQUIRE(said.error.empty());
  CHECK(study.list("p").image_width_px == 224);
  CHECK_THAT(read_file(study.root() / "lists/p.json"), Contains("images.gz"));
}
