#include "networks/shared/resnet.h"

#include <vector>

namespace tricky::engine {

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Where the shape changes the shortcut is a 1x1 convolution ("option B"); elsewhere it is empty: the input itself.
nn::Sequential make_shortcut(std::int64_t in, std::int64_t out, std::int64_t stride) {
  if (stride == 1 && in == out) return nullptr;
  return nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out));
}

torch::Tensor add_shortcut(torch::Tensor y, const torch::Tensor& x, nn::Sequential& shortcut) {
  y += shortcut.is_empty() ? x : shortcut->forward(x);
  return y.relu_();
}

class BasicBlock : public nn::Module {
 public:
  static constexpr std::int64_t kExpansion = 1;

  BasicBlock(std::int64_t in, std::int64_t width, std::int64_t stride) : shortcut_(make_shortcut(in, width, stride)) {
    conv1_ = register_module("conv1", convolution(in, width, 3, stride));
    bn1_ = register_module("bn1", nn::BatchNorm2d(width));
    conv2_ = register_module("conv2", convolution(width, width, 3, 1));
    bn2_ = register_module("bn2", nn::BatchNorm2d(width));
    if (!shortcut_.is_empty()) register_module("downsample", shortcut_);
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor y = bn1_(conv1_(x)).relu_();
    return add_shortcut(bn2_(conv2_(y)), x, shortcut_);
  }

 private:
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
  nn::Sequential shortcut_;
};

class Bottleneck : public nn::Module {
 public:
  static constexpr std::int64_t kExpansion = 4;

  Bottleneck(std::int64_t in, std::int64_t width, std::int64_t stride)
      : shortcut_(make_shortcut(in, width * kExpansion, stride)) {
    conv1_ = register_module("conv1", convolution(in, width, 1, 1));
    bn1_ = register_module("bn1", nn::BatchNorm2d(width));
    conv2_ = register_module("conv2", convolution(width, width, 3, stride));
    bn2_ = register_module("bn2", nn::BatchNorm2d(width));
    conv3_ = register_module("conv3", convolution(width, width * kExpansion, 1, 1));
    bn3_ = register_module("bn3", nn::BatchNorm2d(width * kExpansion));
    if (!shortcut_.is_empty()) register_module("downsample", shortcut_);
  }

  torch::Tensor forward(const torch::Tensor& x) {
    torch::Tensor y = bn1_(conv1_(x)).relu_();
    y = bn2_(conv2_(y)).relu_();
    return add_shortcut(bn3_(conv3_(y)), x, shortcut_);
  }

 private:
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
  nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr}, bn3_{nullptr};
  nn::Sequential shortcut_;
};

template <typename Block>
class ResNet final : public Network {
 public:
  ResNet(const std::array<int, 4>& blocks_per_stage, const NetworkOptions& options)
      : small_stem_(options.stem == NetworkOptions::Stem::small) {
    std::int64_t in = options.width;
    // The original study's networks for small images keep the max-pool and only replace the first convolution.
    conv1_ = register_module("conv1", small_stem_ ? convolution(3, in, 3, 1) : convolution(3, in, 7, 2));
    bn1_ = register_module("bn1", nn::BatchNorm2d(in));
    for (std::size_t stage = 0; stage < blocks_per_stage.size(); ++stage) {
      const std::int64_t width = options.width << stage;
      nn::Sequential blocks;
      for (int block = 0; block < blocks_per_stage[stage]; ++block) {
        blocks->push_back(Block(in, width, stage > 0 && block == 0 ? 2 : 1));
        in = width * Block::kExpansion;
      }
      stages_.push_back(register_module("layer" + std::to_string(stage + 1), blocks));
    }
    fc_ = register_module("fc", nn::Linear(in, options.n_classes));
  }

  torch::Tensor forward(torch::Tensor x) override {
    x = bn1_(conv1_(x)).relu_();
    x = torch::max_pool2d(x, 3, 2, 1);
    for (nn::Sequential& stage : stages_) x = stage->forward(x);
    return fc_(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
  }

  Initialisation initialisation_of(const std::string& parameter, const torch::Tensor& value) const override {
    if (parameter.starts_with("fc.")) return Initialisation::pytorch_default(fc_->weight);
    // In the original study this layer was replaced after construction, so it carries PyTorch's own initialisation.
    if (parameter == "conv1.weight" && small_stem_) return Initialisation::pytorch_default(value);
    if (value.dim() == 4) return Initialisation::kaiming_normal_fan_out(value);
    return Initialisation::constant(parameter.ends_with(".weight") ? 1.0 : 0.0);
  }

 private:
  bool small_stem_;
  nn::Conv2d conv1_{nullptr};
  nn::BatchNorm2d bn1_{nullptr};
  std::vector<nn::Sequential> stages_;
  nn::Linear fc_{nullptr};
};

}  // namespace

std::shared_ptr<Network> make_resnet(ResidualBlock block, const std::array<int, 4>& blocks_per_stage,
                                     const NetworkOptions& options) {
  if (block == ResidualBlock::basic) return std::make_shared<ResNet<BasicBlock>>(blocks_per_stage, options);
  return std::make_shared<ResNet<Bottleneck>>(blocks_per_stage, options);
}

}  // namespace tricky::engine
