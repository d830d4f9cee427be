#include "engine/safetensors.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>

#include "mutation.h"
#include "temporary_folder.h"
#include "tricky/data/errors.h"
#include "tricky/data/random.h"
#include "tricky/engine/network_state.h"

namespace fs = std::filesystem;
using namespace tricky;
using namespace tricky::engine;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

std::string length_bytes(std::uint64_t length) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes;
}

std::string file_of(const std::string& header, const std::string& elements) {
  return length_bytes(header.size()) + header + elements;
}

/// What is wrong with a file of these bytes, or "".
std::string fault_of(const std::string& bytes) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.safetensors", std::ios::binary) << bytes;
  try {
    SafetensorsFile{folder / "a.safetensors"};
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string fault_of(const std::string& header, const std::string& elements) {
  return fault_of(file_of(header, elements));
}

template <typename T>
std::string bytes_of(std::initializer_list<T> values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), std::data(values), bytes.size());
  return bytes;
}

std::vector<float> floats_of(ElementType type, const std::string& bytes) {
  StoredTensor tensor{"t", type, {}, bytes};
  std::vector<float> values(tensor.n_elements());
  read_as_float(tensor, values);
  return values;
}

const std::string kTwo =
    R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})";

}  // namespace

TEST_CASE("a safetensors file gives back what was written, larger elements first and aligned") {
  const TemporaryFolder folder;
  const std::string reals = bytes_of<float>({1.5F, -2.0F, 0.0F, 1e-30F, 4.0F, 5.0F});
  const std::string counts = bytes_of<std::int64_t>({17});
  const std::vector<StoredTensor> tensors = {{"conv1.weight", ElementType::f32, {1, 3, 2}, reals},
                                             {"bn1.num_batches_tracked", ElementType::i64, {}, counts},
                                             {"empty", ElementType::f16, {0, 5}, ""}};
  write_safetensors(folder / "w.safetensors", tensors, {{"format", "pt"}, {"made by", "tricky"}});
  const SafetensorsFile file(folder / "w.safetensors");
  CHECK(file.metadata() == SafetensorsFile::Metadata{{"format", "pt"}, {"made by", "tricky"}});
  REQUIRE(file.tensors().size() == 3);
  CHECK(file.tensors()[0].name == "bn1.num_batches_tracked");
  CHECK(file.tensors()[0].bytes == counts);
  CHECK(file.tensors()[0].shape.empty());
  CHECK(file.tensors()[1].name == "conv1.weight");
  CHECK(file.tensors()[1].bytes == reals);
  CHECK(file.tensors()[1].shape == std::vector<std::int64_t>{1, 3, 2});
  CHECK(reinterpret_cast<std::uintptr_t>(file.tensors()[0].bytes.data()) % 8 == 0);
  CHECK(file.tensors()[2].name == "empty");
  CHECK(file.tensors()[2].n_elements() == 0);
}

TEST_CASE("the header may list tensors in any order, and end in spaces") {
  CHECK(fault_of(kTwo + "   ", std::string(12, 'x')).empty());
  CHECK(fault_of("{}", "").empty());
}

TEST_CASE("16-bit, 64-bit and whole numbers become the nearest float32") {
  // Values and bits from IEEE 754 binary16: 1, -2, the largest, the smallest normal and subnormal, infinity.
  CHECK(
      floats_of(ElementType::f16, bytes_of<std::uint16_t>({0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x7C00, 0x8000})) ==
      std::vector<float>{1.0F, -2.0F, 65504.0F, 0x1p-14F, 0x1p-24F, std::numeric_limits<float>::infinity(), -0.0F});
  CHECK(std::isnan(floats_of(ElementType::f16, bytes_of<std::uint16_t>({0x7E00}))[0]));
  CHECK(std::signbit(floats_of(ElementType::f16, bytes_of<std::uint16_t>({0x8000}))[0]));
  CHECK(floats_of(ElementType::bf16, bytes_of<std::uint16_t>({0x3F80, 0xC000, 0x4049})) ==
        std::vector<float>{1.0F, -2.0F, 3.140625F});
  CHECK(floats_of(ElementType::f64, bytes_of<double>({0.1, -1e300 * 0})) == std::vector<float>{0.1F, -0.0F});
  CHECK(floats_of(ElementType::i64, bytes_of<std::int64_t>({-3, 1 << 20})) == std::vector<float>{-3.0F, 1048576.0F});
}

TEST_CASE("damaged safetensors files are refused with the fault") {
  const std::string twelve(12, 'x');
  const auto one = [](const std::string& entry) { return R"({"a":)" + entry + "}"; };
  CHECK_THAT(fault_of("1234567"), Contains("too short"));
  CHECK_THAT(fault_of(length_bytes(100) + "{}"), Contains("a header of 100 bytes, after which 2 bytes follow"));
  CHECK_THAT(fault_of(length_bytes(~std::uint64_t{0}) + "{}"), Contains("18446744073709551615"));
  CHECK_THAT(fault_of(length_bytes(2U << 20U) + std::string(3U << 20U, ' ')), Contains("2097152"));
  CHECK_THAT(fault_of("", ""), Contains("expected well-formed JSON"));
  CHECK_THAT(fault_of(" {}", ""), Contains("begins with {"));
  CHECK_THAT(fault_of("[]", ""), Contains("begins with {"));
  CHECK_THAT(fault_of(one("3"), ""), Contains("\"a\""));
  CHECK_THAT(fault_of(one(R"({"dtype":"F8","shape":[],"data_offsets":[0,1]})"), "x"),
             Contains("\"a\"") && Contains("dtype"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[1],"data_offset":[0,4]})"), "xxxx"), Contains("data_offset"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})"), "xxxx"), Contains("x"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})"), "xxxx"), Contains("shape"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})"), "xxxx"), Contains("shape"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]})"), "xxxx"),
             Contains("shape"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})"), "xxxx"), Contains("data_offsets"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,4]})"), "xxxx"), Contains("data_offsets"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), "xxxx"), Contains("cut off"));
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})"), "xxxx"), Contains("as many bytes"));
  // 2^62 x 4 bytes x 4 is 2^66, which is 4 when it wraps around.
  CHECK_THAT(fault_of(one(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]})"), ""),
             Contains("as many bytes"));
  CHECK_THAT(fault_of(kTwo, twelve + "y"), Contains("at its end"));
  CHECK_THAT(fault_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "xxxxxxxx"), Contains("before"));
  CHECK_THAT(fault_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                      R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
                      twelve),
             Contains("b") && Contains("overlap"));
  CHECK_THAT(fault_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                      R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                      "xxxx"),
             Contains("a: is there twice"));
  CHECK_THAT(fault_of(R"({"__metadata__":{"format":3}})", ""), Contains("__metadata__"));
  CHECK_THAT(fault_of(std::string("{\"a\":") + std::string(100, '[') + std::string(100, ']') + "}", ""),
             Contains("nested"));
}

TEST_CASE("no damage to a safetensors file does more than being refused") {
  const std::uint64_t n_inputs = n_rounds(5000);
  const std::string valid =
      file_of(R"({"__metadata__":{"format":"pt"},"conv1.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
              R"("bn.count":{"dtype":"I64","shape":[],"data_offsets":[24,32]},)"
              R"("half":{"dtype":"F16","shape":[2],"data_offsets":[32,36]}})",
              std::string(36, 'e'));
  REQUIRE(fault_of(valid).empty());
  const std::string telling = "0123456789[]{},:\"-.eE \\u\xff";
  const TemporaryFolder folder;
  const fs::path path = folder / "damaged.safetensors";
  std::uint64_t n_read = 0;
  for (std::uint64_t input = 0; input < n_inputs; ++input) {
    RandomStream random(input, Stream::noise);
    std::string bytes = valid;
    for (std::uint64_t damage = 0, n = 1 + random.below(4); damage < n && !bytes.empty(); ++damage) {
      const std::size_t at = random.below(bytes.size());
      switch (random.below(6)) {
        case 0: bytes[at] = static_cast<char>(random.below(256)); break;
        case 1: bytes[at] = telling[random.below(telling.size())]; break;
        case 2: bytes.resize(at); break;
        case 3: bytes.insert(at, 1, telling[random.below(telling.size())]); break;
        case 4: bytes.erase(at, 1 + random.below(8)); break;
        case 5: bytes.insert(random.below(bytes.size()), bytes.substr(at, 1 + random.below(64))); break;
      }
      // Most damage should reach beyond the length: make it right again every other time.
      if (bytes.size() >= 8 && random.bernoulli(0.5)) {
        const std::size_t end = bytes.rfind('}');
        if (end != std::string::npos && end >= 8) bytes.replace(0, 8, length_bytes(end - 7));
      }
    }
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      const SafetensorsFile file(path);
      ++n_read;
      std::size_t n_bytes = 0;
      for (const StoredTensor& tensor : file.tensors()) {
        n_bytes += tensor.bytes.size();
        std::vector<float> values(tensor.n_elements());
        read_as_float(tensor, values);
        REQUIRE(n_bytes <= bytes.size());
      }
    } catch (const InputError&) {
    }
  }
  // Some survive, or the damage was too coarse to reach the later checks.
  CHECK(n_read > n_inputs / 1000);
  CHECK(n_read < n_inputs / 2);
}

namespace {

protocols::Hyperparameters tiny(const std::string& network) {
  protocols::Hyperparameters h;
  h.network = network;
  h.width = 2;
  return h;
}

struct WeightsFile {
  explicit WeightsFile(const std::string& network) {
    OpenNetwork(tiny(network), 3).write_weights(path);
    const SafetensorsFile file(path);
    for (const StoredTensor& tensor : file.tensors()) {
      names.push_back(tensor.name);
      content.emplace_back(tensor.bytes);
      tensors.push_back(tensor);
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].bytes = content[i];
  }

  StoredTensor& operator[](const std::string& name) {
    const auto found =
        std::find_if(tensors.begin(), tensors.end(), [&](const auto& each) { return each.name == name; });
    REQUIRE(found != tensors.end());
    return *found;
  }

  std::string fault_in(const std::string& network) {
    write_safetensors(path, tensors, {});
    OpenNetwork into(tiny(network), 3);
    try {
      into.load_weights(path);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder;
  fs::path path = folder / "w.safetensors";
  std::vector<std::string> names, content;
  std::vector<StoredTensor> tensors;
};

}  // namespace

TEST_CASE("a network's weights go through a file unchanged") {
  const TemporaryFolder folder;
  auto h = tiny("resnet18");
  OpenNetwork first(h, 3);
  first.training_pass({2, 8, 8, std::vector<float>(2 * 3 * 8 * 8, 0.3F)}, {0, 1}, 1, {0, 1});
  first.write_weights(folder / "w.safetensors");
  h.init_seed = 9;
  OpenNetwork second(h, 3);
  second.load_weights(folder / "w.safetensors");
  const auto same = [](const std::vector<NamedTensor>& a, const std::vector<NamedTensor>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.name == y.name && x.values == y.values; });
  };
  CHECK(same(first.parameters(), second.parameters()));
  CHECK(same(first.buffers(), second.buffers()));
  CHECK(second.buffers()[2].name == "bn1.num_batches_tracked");
  CHECK(second.buffers()[2].values == std::vector<float>{1.0F});
}

TEST_CASE("weights that are not the network's are refused, naming the parameter") {
  CHECK(WeightsFile("resnet18").fault_in("resnet18").empty());
  CHECK_THAT(WeightsFile("resnet18").fault_in("resnet34"), Contains("layer1.2.") && Contains("is missing"));
  CHECK_THAT(WeightsFile("resnet34").fault_in("resnet18"), Contains("layer1.2.") && Contains("not a parameter"));
  CHECK_THAT(WeightsFile("alexnet").fault_in("vgg11"),
             Contains("features.0.weight") && Contains("2 x 3 x 3 x 3") && Contains("got 2 x 3 x 11 x 11"));
  WeightsFile file("resnet18");
  file["fc.bias"].name = "fc.bais";
  CHECK_THAT(file.fault_in("resnet18"), Contains("fc.bais") && Contains("did you mean \"fc.bias\"?"));
  file["fc.bais"].name = "fc.bias";
  file["fc.weight"].shape = {16, 3};
  CHECK_THAT(file.fault_in("resnet18"), Contains("fc.weight") && Contains("3 x 16") && Contains("got 16 x 3"));
  file["fc.weight"].shape = {3, 16};
  const std::string two = bytes_of<double>({1.0});
  file["bn1.num_batches_tracked"].type = ElementType::f64;
  file["bn1.num_batches_tracked"].bytes = two;
  CHECK_THAT(file.fault_in("resnet18"), Contains("bn1.num_batches_tracked") && Contains("I64"));
  file.tensors.erase(std::find_if(file.tensors.begin(), file.tensors.end(),
                                  [](const auto& each) { return each.name == "bn1.num_batches_tracked"; }));
  CHECK(file.fault_in("resnet18").empty());
  const std::string integers = bytes_of<std::int64_t>({1, 2, 3});
  file["fc.bias"].type = ElementType::i64;
  file["fc.bias"].bytes = integers;
  CHECK_THAT(file.fault_in("resnet18"), Contains("fc.bias") && Contains("real numbers"));
}

TEST_CASE("DenseNet's older parameter names are understood, but not beside the new ones") {
  WeightsFile file("densenet121");
  const std::string name = "features.denseblock1.denselayer1.norm1.weight";
  file[name].name = "features.denseblock1.denselayer1.norm.1.weight";
  CHECK(file.fault_in("densenet121").empty());
  StoredTensor again = file["features.denseblock1.denselayer1.norm.1.weight"];
  again.name = name;
  file.tensors.push_back(again);
  CHECK_THAT(file.fault_in("densenet121"), Contains("is there twice"));
}
