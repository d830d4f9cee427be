#include <torch/torch.h>

#include "networks/network.h"

namespace tricky::engine {

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Two 3x3 convolutions beside a shortcut (He et al. 2016, figure 2); the shortcut is a 1x1 convolution where the shape
/// changes ("option B").
class BasicBlock : public nn::Module {
 public:
  BasicBlock(std::int64_t in, std::int64_t out, std::int64_t stride) {
    conv1_ = register_module("conv1", convolution(in, out, 3, stride));
    bn1_ = register_module("bn1", nn::BatchNorm2d(out));
    conv2_ = register_module("conv2", convolution(out, out, 3, 1));
    bn2_ = register_module("bn2", nn::BatchNorm2d(out));
    if (stride != 1 || in != out) {
      shortcut_ = register_module("downsample", nn::Sequential(convolution(in, out, 1, stride), nn::BatchNorm2d(out)));
    }
  }

  torch::Tensor forward(const torch::Tensor& x) {
    torch::Tensor y = bn1_(conv1_(x)).relu_();
    y = bn2_(conv2_(y));
    y += shortcut_.is_empty() ? x : shortcut_->forward(x);
    return y.relu_();
  }

 private:
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
  nn::Sequential shortcut_{nullptr};
};

/// ResNet-18 (He et al., "Deep residual learning for image recognition", CVPR 2016, table 1).
class ResNet18 final : public Network {
 public:
  explicit ResNet18(const NetworkOptions& options) : small_stem_(options.stem == NetworkOptions::Stem::small) {
    const std::int64_t width = options.width;
    // The original study's networks for small images keep the max-pool and only replace the first convolution.
    conv1_ = register_module("conv1", small_stem_ ? convolution(3, width, 3, 1) : convolution(3, width, 7, 2));
    bn1_ = register_module("bn1", nn::BatchNorm2d(width));
    std::int64_t in = width;
    for (std::int64_t stage = 0; stage < 4; ++stage) {
      const std::int64_t out = width << stage;
      nn::Sequential blocks(BasicBlock(in, out, stage == 0 ? 1 : 2), BasicBlock(out, out, 1));
      stages_.push_back(register_module("layer" + std::to_string(stage + 1), blocks));
      in = out;
    }
    fc_ = register_module("fc", nn::Linear(in, options.n_classes));
  }

  torch::Tensor forward(torch::Tensor x) override {
    x = bn1_(conv1_(x)).relu_();
    x = torch::max_pool2d(x, 3, 2, 1);
    for (nn::Sequential& stage : stages_) x = stage->forward(x);
    return fc_(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
  }

  Drawing drawing_of(const std::string& parameter, const torch::Tensor& value) const override {
    if (parameter.starts_with("fc.")) return {Initialisation::uniform_fan_in, fc_->weight.size(1)};
    // In the original study this layer was replaced after construction, so it carries PyTorch's own initialisation.
    if (parameter == "conv1.weight" && small_stem_) return {Initialisation::uniform_fan_in, value[0].numel()};
    if (value.dim() == 4) return {Initialisation::kaiming_normal_fan_out, value[0].numel()};
    return {parameter.ends_with(".weight") ? Initialisation::one : Initialisation::zero, 1};
  }

 private:
  bool small_stem_;
  nn::Conv2d conv1_{nullptr};
  nn::BatchNorm2d bn1_{nullptr};
  std::vector<nn::Sequential> stages_;
  nn::Linear fc_{nullptr};
};

}  // namespace

NetworkKind resnet18() {
  return {"resnet18", "He et al. 2016", [](const NetworkOptions& options) -> std::shared_ptr<Network> {
            return std::make_shared<ResNet18>(options);
          }};
}

}  // namespace tricky::engine
