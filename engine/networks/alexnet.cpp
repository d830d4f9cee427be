#include "networks/shared/plain_network.h"

namespace tricky::engine {

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel == 11 ? 2 : kernel / 2));
}

nn::ReLU relu() { return nn::ReLU(nn::ReLUOptions(/*inplace=*/true)); }

nn::MaxPool2d max_pool() { return nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(2)); }

constexpr std::int64_t kPooledSide = 6;

nn::Sequential features(std::int64_t width) {
  return nn::Sequential(convolution(3, width, 11, 4), relu(), max_pool(),         //
                        convolution(width, 3 * width, 5, 1), relu(), max_pool(),  //
                        convolution(3 * width, 6 * width, 3, 1), relu(),          //
                        convolution(6 * width, 4 * width, 3, 1), relu(),          //
                        convolution(4 * width, 4 * width, 3, 1), relu(), max_pool());
}

nn::Sequential classifier(std::int64_t width, std::int64_t n_classes) {
  const std::int64_t n_features = 4 * width * kPooledSide * kPooledSide;
  const std::int64_t n_hidden = 64 * width;
  return nn::Sequential(Dropout(0, n_features), nn::Linear(n_features, n_hidden), relu(),  //
                        Dropout(1, n_hidden), nn::Linear(n_hidden, n_hidden), relu(),      //
                        nn::Linear(n_hidden, n_classes));
}

/// AlexNet in its one-column form (Krizhevsky, "One weird trick for parallelizing convolutional neural networks",
/// 2014).
class AlexNet final : public PlainNetwork {
 public:
  explicit AlexNet(const NetworkOptions& options)
      : PlainNetwork(features(options.width), kPooledSide, classifier(options.width, options.n_classes)) {}

  /// All layers keep PyTorch's own initialisation.
  Initialisation initialisation_of(const std::string& parameter, const torch::Tensor&) const override {
    const std::string layer = parameter.substr(0, parameter.rfind('.'));
    return Initialisation::pytorch_default(named_parameters()[layer + ".weight"]);
  }
};

}  // namespace

NetworkKind alexnet() {
  return {.name = "alexnet",
          .source = "Krizhevsky 2014",
          .smallest_side_px = 63,
          .smallest_side_px_small_stem = 0,
          .width_step = 1,
          .make = [](const NetworkOptions& options) -> std::shared_ptr<Network> {
            return std::make_shared<AlexNet>(options);
          }};
}

}  // namespace tricky::engine
