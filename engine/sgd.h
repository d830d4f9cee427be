#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "networks/network.h"
#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::engine {

/// Stochastic gradient descent as torch.optim.SGD does it, to the last bit, for parameters w with gradients g:
///
///   g += weight_decay * w;   m = momentum * m + g (the first time m = g);   w -= rate * (nesterov ? g + momentum * m :
///   m)
///
/// All parameters lie in one block of memory, so that an update is a handful of operations instead of some for each of
/// dozens of parameters, and a copy of all of them is one.
class Sgd {
 public:
  /// Moves the network's parameters into one block, each in the layout it has; they must be on their device already.
  Sgd(Network& network, const protocols::Hyperparameters& hyperparameters);

  /// Makes the gradients nothing instead of zero, so that the first update after a resume adds up the same terms as any
  /// other.
  void drop_gradients();
  /// One update with the gradients that backward() left.
  void step(double learning_rate);

  /// A parameter and its m, both seen through the block.
  struct Part {
    std::string name;
    torch::Tensor value;
    torch::Tensor momentum;
  };
  const std::vector<Part>& parts() const { return parts_; }

  /// False until the first update of a network that has momentum: there is no m then.
  bool has_momentum() const { return has_momentum_; }
  /// For who put back values and m: the next update is not the first.
  void resume_with_momentum() { has_momentum_ = true; }

 private:
  double momentum_;
  double weight_decay_;
  bool nesterov_;
  bool has_momentum_ = false;
  std::vector<Part> parts_;
  std::vector<torch::Tensor> parameters_;  ///< the network's own
  torch::Tensor values_, gradients_, momenta_;
  torch::Tensor zeros_;  ///< fills the gaps between parameters
};

}  // namespace tricky::engine
