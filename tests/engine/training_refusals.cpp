#include <algorithm>
#include <cmath>

#include "engine/reproducible_update.h"
#include "torch_and_catch.h"  // last, for its CHECK
#include "training_run.h"
#include "tricky/data/decisions.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/stimuli/image_file.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;

TEST_CASE("a study file that changed under a run is refused, naming the field") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  tiny.write("learning_rate = 0.06\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("learning_rate: is 0.06 now, but base_1 was trained with 0.05"));
  tiny.write("nesterov = true\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("nesterov: is true now"));
  tiny.write("augment_seed = 7\n", "");
  CHECK_THAT(fault_of_training(tiny), Contains("augment_seed: is 7 now"));
}

TEST_CASE("other images, threads or devices under a run are refused") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  CHECK_THAT(fault_of_training(tiny, on_threads(2)), Contains("--threads: base_1 began with 1 thread, not 2"));
  write_idx(tiny.folder / "train-images", tiny.folder / "train-labels", 36, 8, 3);
  CHECK_THAT(fault_of_training(tiny), Contains("train_sha256") && Contains("other training images"));
  write_idx(tiny.folder / "test-images", tiny.folder / "test-labels", 20, 8, 4);
  CHECK_THAT(fault_of_training(tiny), Contains("items.csv") && Contains("lists other items"));
}

TEST_CASE("an image edited without changing its file's size is noticed when a run goes on") {
  const TinyStudy tiny;
  const auto write_picture = [&](const std::string& name, std::uint8_t grey) {
    stimuli::RgbImage image = stimuli::black_image(8, 8);
    std::fill(image.pixels.begin(), image.pixels.end(), grey);
    fs::create_directories((tiny.folder / name).parent_path());
    stimuli::write_png(tiny.folder / name, image);
  };
  std::uint8_t grey = 10;
  for (const std::string folder : {"train/a/", "train/b/", "test/a/", "test/b/"}) {
    for (const char* name : {"1.png", "2.png", "3.png", "4.png"}) write_picture(folder + name, grey += 5);
  }
  const std::string table = read_file(tiny.file());
  write_file(tiny.file(),
             "name = \"tiny\"\n[dataset]\nkind = \"image_folder\"\nfolder = \".\"\ntrain = \"train\"\n"
             "test = \"test\"\n" +
                 table.substr(table.find("[base]")));
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(3)), Interrupted);
  const auto size = fs::file_size(tiny.folder / "train/a/2.png");
  write_picture("train/a/2.png", 77);
  REQUIRE(fs::file_size(tiny.folder / "train/a/2.png") == size);
  CHECK_THAT(fault_of_training(tiny), Contains("train_sha256") && Contains("other training images"));
  write_picture("train/a/2.png", 20);  // as it was: of another time, with the same bytes
  CHECK(fault_of_training(tiny) == "no fault");
}

TEST_CASE("without --threads a run keeps the number it began with") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  Machine machine;
  machine.device = Machine::Device::automatic;
  train(tiny, 0, {}, machine);
  check_same_content(lasting_content(tiny.run("base_1")), uninterrupted());
}

TEST_CASE("damaged or missing state is refused by name") {
  const TinyStudy tiny;
  CHECK_THROWS_AS(train(tiny, 0, stopping_at(6)), Interrupted);
  const fs::path checkpoint = tiny.run("base_1") / "checkpoints/last.pt";
  const std::string sound = read_file(checkpoint);
  SECTION("truncated") {
    write_file(checkpoint, sound.substr(0, sound.size() / 2));
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("empty") {
    write_file(checkpoint, "");
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("something else") {
    write_file(checkpoint, std::string(5000, 'x'));
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("damaged"));
  }
  SECTION("of another network") {
    const TinyStudy wider("width = 3\n");
    train(wider);
    write_file(checkpoint, read_file(wider.run("base_1") / "checkpoints/last.pt"));
    CHECK_THAT(fault_of_training(tiny), Contains("another network"));
  }
  SECTION("missing") {
    fs::remove(checkpoint);
    CHECK_THAT(fault_of_training(tiny), Contains("last.pt") && Contains("missing or older than epoch 0"));
  }
  SECTION("metrics cut off") {
    write_file(tiny.run("base_1") / "metrics.csv",
               "epoch,learning_rate,train_loss,train_accuracy,test_accuracy,seconds,images_per_s\n");
    CHECK_THAT(fault_of_training(tiny), Contains("metrics.csv") && Contains("ends before epoch 0"));
  }
  SECTION("run.json of an import") {
    write_file(
        tiny.run("base_1") / "run.json",
        R"({"name":"base_1","condition":"base","instance":1,"origin":"imported","item_set_digest":"a","n_items":3,"details":{}})");
    CHECK_THAT(fault_of_training(tiny), Contains("run.json") && Contains("not trained by tricky"));
  }
}

TEST_CASE("studies that cannot be trained are refused before the first run begins") {
  SECTION("an unknown network") {
    const TinyStudy tiny("network = \"resnet19\"\n");
    CHECK_THAT(fault_of_training(tiny), Contains("study.toml: network") && Contains("did you mean \"resnet18\"?"));
  }
  SECTION("a last batch of one image") {
    const TinyStudy tiny("batch_size = 7\n");
    CHECK_THAT(fault_of_training(tiny), Contains("study.toml: batch_size") && Contains("a single image"));
  }
  SECTION("no images") {
    const TinyStudy tiny;
    write_file(tiny.file(),
               "name = \"x\"\n[base]\nnetwork = \"resnet18\"\nepochs = 1\nbatch_size = 8\nlearning_rate = 0.1\n"
               "[[condition]]\nname = \"base\"\n");
    CHECK_THAT(fault_of_training(tiny), Contains("names no images"));
  }
  SECTION("a study file of another name") {
    const TinyStudy tiny;
    fs::rename(tiny.file(), tiny.folder / "pilot.toml");
    const protocols::Study study = protocols::read_study(tiny.folder / "pilot.toml");
    CHECK_THROWS_WITH(load_training_data(study), Contains("pilot.toml") && Contains("DIR/study.toml"));
  }
  SECTION("bfloat16 where oneDNN computes a layer wrongly") {
    const TinyStudy tiny("precision = \"bfloat16\"\n");
    const protocols::Hyperparameters h = protocols::read_study(tiny.file()).variants().at(0).hyperparameters;
    if (update_is_reproducible(h, 3, {8, 8}, 8, torch::kCPU)) {
      WARN("skipped: this machine's LibTorch computes bfloat16 alike each time even at 8 x 8 pixels");
    } else {
      CHECK_THAT(fault_of_training(tiny), Contains("study.toml: precision") && Contains("8 x 8"));
      CHECK_FALSE(fs::exists(tiny.run("base_1") / "run.json"));
    }
  }
  SECTION("truncated images") {
    const TinyStudy tiny;
    const std::string bytes = read_file(tiny.folder / "train-images");
    write_file(tiny.folder / "train-images", bytes.substr(0, 500));
    CHECK_THAT(fault_of_training(tiny), Contains("train-images"));
  }
  SECTION("a missing file") {
    const TinyStudy tiny;
    fs::remove(tiny.folder / "test-labels");
    CHECK_THROWS_WITH(train(tiny), Catch::Contains("no such file"));
  }
  const TinyStudy tiny;
  CHECK_FALSE(fs::exists(tiny.folder / "runs"));
}
