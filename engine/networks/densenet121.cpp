#include <array>
#include <vector>

#include "networks/network.h"

namespace tricky::engine {

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Adds `growth` channels to those it gets. Each layer joins two tensors instead of all features from the block's
/// beginning: the values are the same, and the backward pass adds a gradient a layer instead of one for every pair.
class DenseLayer : public nn::Module {
 public:
  DenseLayer(std::int64_t in, std::int64_t growth) {
    norm1_ = register_module("norm1", nn::BatchNorm2d(in));
    conv1_ = register_module("conv1", convolution(in, 4 * growth, 1, 1));
    norm2_ = register_module("norm2", nn::BatchNorm2d(4 * growth));
    conv2_ = register_module("conv2", convolution(4 * growth, growth, 3, 1));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor bottleneck = conv1_(norm1_(x).relu_());
    return torch::cat({x, conv2_(norm2_(bottleneck).relu_())}, 1);
  }

 private:
  nn::BatchNorm2d norm1_{nullptr}, norm2_{nullptr};
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
};

/// Halves channels and side between two blocks.
class Transition : public nn::Module {
 public:
  explicit Transition(std::int64_t in) {
    norm_ = register_module("norm", nn::BatchNorm2d(in));
    conv_ = register_module("conv", convolution(in, in / 2, 1, 1));
  }

  torch::Tensor forward(const torch::Tensor& x) { return torch::avg_pool2d(conv_(norm_(x).relu_()), 2, 2); }

 private:
  nn::BatchNorm2d norm_{nullptr};
  nn::Conv2d conv_{nullptr};
};

/// Everything up to the last map of features.
class Features : public nn::Module {
 public:
  Features(std::int64_t width, bool small_stem) {
    constexpr std::array<int, 4> kLayersPerBlock = {6, 12, 24, 16};
    const std::int64_t growth = width / 2;
    std::int64_t channels = width;
    // The original study's networks for small images keep the max-pool and only replace the first convolution.
    conv0_ = register_module("conv0", small_stem ? convolution(3, channels, 3, 1) : convolution(3, channels, 7, 2));
    norm0_ = register_module("norm0", nn::BatchNorm2d(channels));
    for (std::size_t block = 0; block < kLayersPerBlock.size(); ++block) {
      const std::string number = std::to_string(block + 1);
      nn::Sequential layers;
      for (int layer = 1; layer <= kLayersPerBlock[block]; ++layer) {
        layers->push_back("denselayer" + std::to_string(layer), DenseLayer(channels, growth));
        channels += growth;
      }
      blocks_.push_back(register_module("denseblock" + number, layers));
      if (block + 1 == kLayersPerBlock.size()) break;
      transitions_.push_back(register_module("transition" + number, std::make_shared<Transition>(channels)));
      channels /= 2;
    }
    norm5_ = register_module("norm5", nn::BatchNorm2d(channels));
    n_channels_ = channels;
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(norm0_(conv0_(x)).relu_(), 3, 2, 1);
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      x = blocks_[block]->forward(x);
      if (block < transitions_.size()) x = transitions_[block]->forward(x);
    }
    return norm5_(x).relu_();
  }

  std::int64_t n_channels() const { return n_channels_; }

 private:
  nn::Conv2d conv0_{nullptr};
  nn::BatchNorm2d norm0_{nullptr}, norm5_{nullptr};
  std::vector<nn::Sequential> blocks_;
  std::vector<std::shared_ptr<Transition>> transitions_;
  std::int64_t n_channels_ = 0;
};

/// DenseNet-121 (Huang et al., "Densely connected convolutional networks", CVPR 2017, table 1). Each layer grows the
/// channels by half the width.
class DenseNet121 final : public Network {
 public:
  explicit DenseNet121(const NetworkOptions& options) : small_stem_(options.stem == NetworkOptions::Stem::small) {
    features_ = register_module("features", std::make_shared<Features>(options.width, small_stem_));
    classifier_ = register_module("classifier", nn::Linear(features_->n_channels(), options.n_classes));
  }

  torch::Tensor forward(torch::Tensor x) override {
    return classifier_(torch::adaptive_avg_pool2d(features_->forward(x), {1, 1}).flatten(1));
  }

  Initialisation initialisation_of(const std::string& parameter, const torch::Tensor& value) const override {
    // In the original study these layers were replaced after construction, so they carry PyTorch's own initialisation.
    const bool replaced = small_stem_ && (parameter == "features.conv0.weight" || parameter == "classifier.bias");
    if (parameter == "classifier.weight" || replaced) {
      return Initialisation::pytorch_default(value.dim() == 1 ? classifier_->weight : value);
    }
    if (value.dim() == 4) return Initialisation::kaiming_normal_fan_in(value);
    return Initialisation::constant(parameter.ends_with(".weight") ? 1.0 : 0.0);
  }

 private:
  bool small_stem_;
  std::shared_ptr<Features> features_;
  nn::Linear classifier_{nullptr};
};

}  // namespace

NetworkKind densenet121() {
  return {.name = "densenet121",
          .source = "Huang et al. 2017",
          .smallest_side_px = 29,
          .smallest_side_px_small_stem = 15,
          .width_step = 2,
          .make = [](const NetworkOptions& options) -> std::shared_ptr<Network> {
            return std::make_shared<DenseNet121>(options);
          }};
}

}  // namespace tricky::engine
