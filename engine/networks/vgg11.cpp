#include "networks/shared/plain_network.h"

namespace tricky::engine {

namespace {

namespace nn = torch::nn;

constexpr std::int64_t kPooledSide = 7;

nn::ReLU relu() { return nn::ReLU(nn::ReLUOptions(/*inplace=*/true)); }

/// Configuration A: 3x3 convolutions stage by stage, each stage halving the side.
nn::Sequential features(std::int64_t width) {
  nn::Sequential layers;
  std::int64_t in = 3;
  for (const std::vector<std::int64_t>& stage :
       {std::vector{width}, {2 * width}, {4 * width, 4 * width}, {8 * width, 8 * width}, {8 * width, 8 * width}}) {
    for (const std::int64_t out : stage) {
      layers->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)));
      layers->push_back(relu());
      in = out;
    }
    layers->push_back(nn::MaxPool2d(nn::MaxPool2dOptions(2).stride(2)));
  }
  return layers;
}

nn::Sequential classifier(std::int64_t width, std::int64_t n_classes) {
  const std::int64_t n_hidden = 64 * width;
  return nn::Sequential(nn::Linear(8 * width * kPooledSide * kPooledSide, n_hidden), relu(), Dropout(0, n_hidden),  //
                        nn::Linear(n_hidden, n_hidden), relu(), Dropout(1, n_hidden),                               //
                        nn::Linear(n_hidden, n_classes));
}

/// VGG-11 without batch normalisation (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
/// recognition", ICLR 2015, table 1, column A).
class VGG11 final : public PlainNetwork {
 public:
  explicit VGG11(const NetworkOptions& options)
      : PlainNetwork(features(options.width), kPooledSide, classifier(options.width, options.n_classes)) {}

  Initialisation initialisation_of(const std::string&, const torch::Tensor& value) const override {
    switch (value.dim()) {
      case 4: return Initialisation::kaiming_normal_fan_out(value);
      case 2: return Initialisation::normal(0.01);
      default: return Initialisation::constant(0.0);
    }
  }
};

}  // namespace

NetworkKind vgg11() {
  return {.name = "vgg11",
          .source = "Simonyan and Zisserman 2015",
          .smallest_side_px = 32,
          .smallest_side_px_small_stem = 0,
          .width_step = 1,
          .make = [](const NetworkOptions& options) -> std::shared_ptr<Network> {
            return std::make_shared<VGG11>(options);
          }};
}

}  // namespace tricky::engine
