#include <catch2/catch.hpp>
#include <cmath>

#include "engine/colour_study.h"
#include "engine/torchscript_files.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/files.h"
#include "tricky/data/items.h"
#include "tricky/data/npy.h"
#include "tricky/data/value.h"

using namespace tricky;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// Adds and scales by two modules' parameters, with a sign flip in place between them and a second use of the first.
constexpr const char* kLayered =
    "def forward(self, x):\n"
    "  y = torch.add(x.mean([2, 3]), self.shift.bias)\n"
    "  z = torch.mul(y.neg_(), self.scale.weight)\n"
    "  return torch.add(z, self.shift.bias)\n";

struct LayeredStudy : ColourStudy {
  LayeredStudy() {
    write_torchscript(file("layered.pt"), {{"shift.bias", {1, 2, 3}}, {"scale.weight", {2, 0.5F, 1}}}, kLayered);
  }

  void features(const std::string& layer, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--weights",       file("layered.pt").string(),
                                       "--study",         path(),
                                       "--preprocessing", file("plain.toml").string(),
                                       "--device",        "cpu",
                                       "--threads",       "1",
                                       "--batch",         "2",
                                       "--layer",         layer,
                                       "--output",        file("out.npy").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run_engine("features", arguments);
  }

  /// Row `i` of out.npy, which must have the five items' rows.
  std::vector<float> row(std::size_t i) const {
    const NpyFile npy(file("out.npy"));
    CHECK(npy.shape()[0] == 5);
    const auto values = npy.as<float>();
    const std::size_t d = values.size() / 5;
    return {values.begin() + static_cast<std::ptrdiff_t>(i * d),
            values.begin() + static_cast<std::ptrdiff_t>((i + 1) * d)};
  }
};

}  // namespace

TEST_CASE("a layer's features are what it gave, also when the next one wrote over them") {
  const LayeredStudy study;
  study.features("shift");
  CHECK(study.row(0) == std::vector<float>{201, 12, 23});
  CHECK(study.row(3) == std::vector<float>{91, 12, 13});
  study.features("scale", {"--replace"});
  CHECK(study.row(0) == std::vector<float>{-402, -6, -23});
  study.features("shift#2", {"--replace"});
  CHECK(study.row(0) == std::vector<float>{-401, -4, -20});
  study.features("mean.1", {"--replace"});
  CHECK(study.row(1) == std::vector<float>{30, 210, 40});
  study.features("neg_.1", {"--replace"});
  CHECK(study.row(1) == std::vector<float>{-31, -212, -43});
}

TEST_CASE("the .json beside the features says of which items, network and layer they are") {
  const LayeredStudy study;
  study.features("scale");
  const Value description = read_json(study.file("out.json"));
  CHECK(*description.find("layer")->if_text() == "scale");
  CHECK(*description.find("item_set_digest")->if_text() == read_items(study.file("items.csv")).digest());
  CHECK(*description.find("npy_sha256")->if_text() == sha256_of_file(study.file("out.npy")));
  CHECK(description.find("details")->find("weights") != nullptr);
}

TEST_CASE("maps are flattened channel by channel or pooled to each channel's mean") {
  const LayeredStudy study;
  write_torchscript(study.file("layered.pt"), {{"scale.weight", {2}}},
                    "def forward(self, x):\n  return torch.mul(x, self.scale.weight).mean([2, 3])\n");
  study.features("scale");
  const auto flat = study.row(0);
  REQUIRE(flat.size() == 48);
  CHECK(std::vector<float>(flat.begin(), flat.begin() + 16) == std::vector<float>(16, 400.0F));
  CHECK(std::vector<float>(flat.begin() + 32, flat.end()) == std::vector<float>(16, 40.0F));
  study.features("scale", {"--pool", "mean", "--replace"});
  CHECK(study.row(0) == std::vector<float>{400, 20, 40});
}

TEST_CASE("layers that are not there or do not give a piece an image are refused, and nothing is written") {
  const LayeredStudy study;
  CHECK_THROWS_WITH(study.features("shifts"), Contains("no layer \"shifts\"; did you mean \"shift\"?"));
  CHECK_THROWS_WITH(study.features("conv"), Contains("--list-layers"));
  write_torchscript(study.file("layered.pt"), {},
                    "def forward(self, x):\n  y = x.mean([0, 2, 3])\n  return x.mean([2, 3]) + y.sum()\n");
  CHECK_THROWS_WITH(study.features("mean.1"), Contains("gives 3 values for 2 images"));
  write_torchscript(study.file("layered.pt"), {}, "def forward(self, x):\n  return x.flatten(2).relu().mean([2])\n");
  CHECK_THROWS_WITH(study.features("relu.1", {"--pool", "mean"}), Contains("gives 2 x 3 x 16 values"));
  CHECK_FALSE(fs::exists(study.file("out.npy")));
  CHECK_FALSE(fs::exists(study.file("out.json")));
  study.features("relu.1");
  CHECK_THROWS_WITH(study.features("relu.1"), Contains("--replace"));
  CHECK_THROWS_WITH(study.features(""), Contains("--list-layers"));
}

TEST_CASE("listing the layers writes nothing") {
  const LayeredStudy study;
  study.features("", {"--list-layers"});
  CHECK_FALSE(fs::exists(study.file("out.npy")));
}
