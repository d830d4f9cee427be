#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "engine/colour_study.h"
#include "engine/feature_files.h"
#include "engine/product_norm.h"
#include "engine/representation.h"
#include "tricky/data/digest.h"
#include "tricky/data/errors.h"
#include "tricky/data/estimate.h"
#include "tricky/data/files.h"
#include "tricky/data/npy.h"
#include "tricky/data/random.h"

using namespace tricky;
using namespace tricky::engine;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<std::uint32_t> first_images(std::size_t n) {
  std::vector<std::uint32_t> images(n);
  std::iota(images.begin(), images.end(), 0U);
  return images;
}

/// Features of two networks that share something: n images x d, each feature the image's signal, its own bias and
/// noise.
std::vector<float> made_features(std::size_t n, std::size_t d, std::uint64_t seed) {
  RandomStream random(seed, Stream::noise);
  RandomStream signal(7, Stream::noise);
  std::vector<double> bias(d);
  for (double& value : bias) value = 2.0 * random.normal();
  std::vector<float> features;
  features.reserve(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    double common[4];
    for (double& value : common) value = signal.normal();
    for (std::size_t j = 0; j < d; ++j) {
      features.push_back(static_cast<float>(bias[j] + common[j % 4] + random.normal()));
    }
  }
  return features;
}

Features view(const std::vector<float>& values, std::size_t d) { return {std::span<const float>(values), d}; }

double correlation(const std::vector<float>& first, std::size_t d_first, const std::vector<float>& second,
                   std::size_t d_second, int threads = 2) {
  const auto images = first_images(first.size() / d_first);
  const Representation one(view(first, d_first), images, threads);
  const Representation other(view(second, d_second), images, threads);
  const auto value = one.correlation_with(other, threads);
  REQUIRE(value);
  return *value;
}

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0.0;
  double xx = 0.0;
  double yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

/// The dissimilarities of all pairs, one by one from the definition.
std::vector<double> dissimilarities(const std::vector<float>& features, std::size_t d) {
  const std::size_t n = features.size() / d;
  std::vector<double> unit(features.begin(), features.end());
  for (std::size_t i = 0; i < n; ++i) {
    double* row = unit.data() + i * d;
    const double mean = std::accumulate(row, row + d, 0.0) / static_cast<double>(d);
    for (std::size_t j = 0; j < d; ++j) row[j] -= mean;
    const double length = std::sqrt(std::inner_product(row, row + d, row, 0.0));
    for (std::size_t j = 0; j < d; ++j) row[j] /= length;
  }
  std::vector<double> result;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = i + 1; k < n; ++k) {
      result.push_back(1.0 - std::inner_product(unit.begin() + static_cast<std::ptrdiff_t>(i * d),
                                                unit.begin() + static_cast<std::ptrdiff_t>((i + 1) * d),
                                                unit.begin() + static_cast<std::ptrdiff_t>(k * d), 0.0));
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the similarity of two networks' representations of three images is the one computed by hand") {
  // Correlations of the first: -1, 0, 0, so dissimilarities 2, 1, 1; of the second -1/2, -1, 1/2, so 3/2, 2, 1/2.
  // Less their means, both 4/3: (2, -1, -1)/3 and (1, 4, -5)/6. Products 1/6, squares 2/3 and 7/6: r = 1 / (2 sqrt 7).
  const std::vector<float> first{1, 2, 3, 3, 2, 1, 1, 2, 1};
  const std::vector<float> second{1, 0, 0, 0, 1, 0, 0, 1, 1};
  CHECK(correlation(first, 3, second, 3) == Approx(1.0 / (2.0 * std::sqrt(7.0))).epsilon(1e-13));
  CHECK(correlation(first, 3, first, 3) == Approx(1.0).epsilon(1e-13));
}

TEST_CASE("the similarity equals the direct computation over all pairs of 2,000 images to 1e-10") {
  const auto first = made_features(2000, 130, 1);
  const auto second = made_features(2000, 37, 2);
  const double direct = pearson(dissimilarities(first, 130), dissimilarities(second, 37));
  CHECK(direct > 0.1);
  CHECK(std::abs(correlation(first, 130, second, 37) - direct) < 1e-10);
}

TEST_CASE("few images of many features, and dissimilarities that hardly differ, are exact too") {
  const auto first = made_features(20, 3000, 1);
  const auto second = made_features(20, 700, 2);
  CHECK(std::abs(correlation(first, 3000, second, 700) -
                 pearson(dissimilarities(first, 3000), dissimilarities(second, 700))) < 1e-10);
  // A bias a hundred times the rest: all correlations near 1.
  auto alike = made_features(300, 64, 3);
  for (std::size_t i = 0; i < alike.size(); ++i) alike[i] += 100.0F * static_cast<float>(std::sin(i % 64));
  const auto other = made_features(300, 64, 4);
  CHECK(std::abs(correlation(alike, 64, other, 64) - pearson(dissimilarities(alike, 64), dissimilarities(other, 64))) <
        1e-10);
}

TEST_CASE("scale and offset of an image, order of features and of images, sides and threads do not matter") {
  const std::size_t n = 60;
  const std::size_t d = 20;
  const auto first = made_features(n, d, 1);
  const auto second = made_features(n, d, 2);
  const double value = correlation(first, d, second, d);
  CHECK(correlation(second, d, first, d) == Approx(value).epsilon(1e-12));
  CHECK(correlation(first, d, second, d, 1) == correlation(first, d, second, d, 5));

  auto changed = first;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) changed[i * d + j] = first[i * d + (j + 3) % d] * 4.0F + 1.0F;
  }
  CHECK(correlation(changed, d, second, d) == Approx(value).epsilon(1e-6));

  const auto turned = [&](const std::vector<float>& features) {
    std::vector<float> result;
    for (std::size_t i = n; i-- > 0;) {
      result.insert(result.end(), features.begin() + static_cast<std::ptrdiff_t>(i * d),
                    features.begin() + static_cast<std::ptrdiff_t>((i + 1) * d));
    }
    return result;
  };
  CHECK(correlation(turned(first), d, turned(second), d) == Approx(value).epsilon(1e-12));
}

TEST_CASE("a representation without correlations says why") {
  const auto undefined = [](const std::vector<float>& features, std::size_t d) {
    const Representation each(view(features, d), first_images(features.size() / d), 2);
    CHECK_FALSE(each.correlation_with(each, 2));
    return each.undefined();
  };
  CHECK(undefined({1, 2, 2, 1}, 2) == "fewer than three images");
  CHECK(undefined({1, 2, 3, 3, 1, 2, 5, 5, 5, 1, 5, 9}, 3) == "all features of image 2 (from 0) are equal");
  CHECK(undefined({1, 2, 3}, 1) == "all features of image 0 (from 0) are equal");
  CHECK(undefined({1, 2, 4, 1, 2, 4, 1, 2, 4, 1, 2, 4}, 3) == "all pairs of images are equally dissimilar");
  CHECK(undefined({1, 0, 0, 0, 1, 0, 0, 0, 1}, 3) == "all pairs of images are equally dissimilar");
}

TEST_CASE("the squared norm of a product is that of the product made in full, for any sizes") {
  using Sizes = std::array<std::size_t, 3>;
  for (const auto& [n, d, e] : {Sizes{1, 1, 1}, Sizes{3, 129, 5}, Sizes{130, 4, 257}, Sizes{257, 128, 128}}) {
    const auto x = made_features(n, d, 1);
    const auto y = made_features(n, e, 2);
    const auto rows_of = [](const std::vector<float>& values, std::size_t width) {
      return [&values, width](std::size_t row, std::size_t first, std::size_t count, double* into) {
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(row * width + first), count, into);
      };
    };
    double cross = 0.0;
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < e; ++j) {
        double sum = 0.0;
        for (std::size_t k = 0; k < n; ++k) sum += static_cast<double>(x[k * d + i]) * y[k * e + j];
        cross += sum * sum;
      }
    }
    CHECK(squared_norm_of_product(n, d, rows_of(x, d), e, rows_of(y, e), 2) == Approx(cross).epsilon(1e-12));
    CHECK(squared_norm_of_product(n, d, rows_of(x, d), 2) ==
          Approx(squared_norm_of_product(n, d, rows_of(x, d), d, rows_of(x, d), 1)).epsilon(1e-12));
  }
}

TEST_CASE("rows that are NaN throughout are images without an answer, other NaN are faults") {
  CHECK(unanswered_images(view({1, 2, kNaN, kNaN, 3, 4}, 2), 2) == std::vector<bool>{false, true, false});
  CHECK_THROWS_WITH(unanswered_images(view({1, 2, kNaN, 3}, 2), 1), Contains("row 1") && Contains("1 features"));
  CHECK_THROWS_WITH(unanswered_images(view({1, std::numeric_limits<float>::infinity()}, 2), 1), Contains("infinite"));
}

namespace {

struct FeatureFolder {
  void write(const std::string& name, const std::vector<float>& values, std::size_t d) const {
    write_npy<float>(folder / (name + ".npy"), values, {values.size() / d, d});
  }
  std::string file(const std::string& name) const { return folder / (name + ".npy"); }
  std::vector<Result> results() const { return read_results(folder / "out/results.json"); }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("rsa writes every pair as an estimate and as a matrix") {
  const FeatureFolder files;
  const std::vector<float> first{1, 2, 3, 3, 2, 1, 1, 2, 1};
  files.write("a", first, 3);
  files.write("b", {1, 0, 0, 0, 1, 0, 0, 1, 1}, 3);
  files.write("constant", {1, 1, 1, 0, 1, 0, 0, 1, 1}, 3);
  run_engine("rsa", {files.file("a"), files.file("b"), files.file("constant"), "--output", files.folder / "out"});
  const auto results = files.results();
  REQUIRE(results.size() == 3);
  CHECK(results[0].of == "a & b");
  CHECK(results[0].estimate.n == 3);
  CHECK(*results[0].estimate.value == Approx(0.1889822365));
  CHECK_FALSE(results[1].estimate.value);
  CHECK(results[1].estimate.undefined == "constant: all features of image 0 (from 0) are equal");
  const std::string matrix = read_file(files.folder / "out/matrix.csv");
  CHECK_THAT(matrix, Contains("network,a,b,constant\na,,0.18898"));
}

TEST_CASE("rsa leaves out images that a network was not asked about, for all networks") {
  const FeatureFolder files;
  files.write("a", {9, 1, 4, 1, 2, 3, 3, 2, 1, 1, 2, 1}, 3);
  files.write("b", {kNaN, kNaN, kNaN, 1, 0, 0, 0, 1, 0, 0, 1, 1}, 3);
  run_engine("rsa", {files.file("a"), files.file("b"), "--output", files.folder / "out"});
  CHECK(files.results()[0].estimate.n == 3);
  CHECK(*files.results()[0].estimate.value == Approx(0.1889822365));
}

TEST_CASE("rsa with a base compares it with each of the others") {
  const FeatureFolder files;
  for (const char* name : {"x", "y", "z"}) files.write(name, made_features(10, 5, name[0]), 5);
  run_engine("rsa",
             {files.file("x"), files.file("y"), files.file("z"), "--base", "y", "--output", files.folder / "out"});
  const auto results = files.results();
  REQUIRE(results.size() == 2);
  CHECK(results[0].of == "y & x");
  CHECK(results[1].of == "y & z");
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("x"), files.file("y"), "--base", "other"}),
                    Contains("there are x, y"));
}

TEST_CASE("features that cannot be compared row by row are refused") {
  const FeatureFolder files;
  files.write("a", made_features(10, 5, 1), 5);
  files.write("b", made_features(11, 5, 1), 5);
  files.write("c", made_features(10, 4, 1), 4);
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("b")}), Contains("11 images") && Contains("of 10"));
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a")}), Contains("two networks or more"));
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("a")}), Contains("same name"));
  write_npy<float>(files.folder / "flat.npy", std::vector<float>(10), {10});
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("flat")}), Contains("images x features"));
  write_npy<std::uint16_t>(files.folder / "classes.npy", std::vector<std::uint16_t>(20), {10, 2});
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("classes")}), Contains("whole numbers"));

  const auto describe = [&](const std::string& name, const std::string& digest, const std::string& sha256) {
    write_file(files.folder / (name + ".json"),
               "{\"item_set_digest\": \"" + digest + "\", \"layer\": \"fc\", \"npy_sha256\": \"" + sha256 + "\"}");
  };
  describe("a", "one", sha256_of_file(files.file("a")));
  describe("c", "another", sha256_of_file(files.file("c")));
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("c")}), Contains("another item set"));
  describe("c", "one", sha256_of_file(files.file("a")));
  CHECK_THROWS_WITH(run_engine("rsa", {files.file("a"), files.file("c")}), Contains("is not the file that"));
  describe("c", "one", sha256_of_file(files.file("c")));
  CHECK_NOTHROW(run_engine("rsa", {files.file("a"), files.file("c"), "--json"}));
}

TEST_CASE("NumPy's correlation matrices give the same similarities") {
  const char* source = std::getenv("TRICKY_SOURCE");
  if (source == nullptr || std::system("/usr/bin/python3 -c 'import numpy' 2>/dev/null") != 0) {
    WARN("skipped: /usr/bin/python3 with NumPy is not installed");
    return;
  }
  const FeatureFolder files;
  std::string arguments;
  std::vector<std::string> command;
  for (const std::size_t d : {512, 100, 3}) {
    const std::string name = "n" + std::to_string(d);
    files.write(name, made_features(2000, d, d), d);
    command.push_back(files.file(name));
    arguments += " " + files.file(name);
  }
  command.insert(command.end(), {"--output", files.folder / "out"});
  run_engine("rsa", command);
  CHECK(std::system(("/usr/bin/python3 " + std::string(source) + "/tests/engine/peer_rsa.py " +
                     (files.folder / "out/results.json").string() + arguments)
                        .c_str()) == 0);
}
