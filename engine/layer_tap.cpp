#include "layer_tap.h"

#include <ATen/record_function.h>

#include <map>
#include <unordered_map>

#include "tricky/data/errors.h"

namespace tricky::engine {

namespace {

using Implementation = c10::TensorImpl*;

/// What an operation is about to compute, kept from its begin to its end.
struct Operation : at::ObserverContext {
  bool gets_images = false;
  std::string module;  ///< whose parameter it gets, if any
};

}  // namespace

struct LayerTap::State {
  std::unordered_map<Implementation, std::string> modules;  ///< by parameter
  /// Tensors computed from the images. Weak, so that they are freed when the network is done with them.
  std::unordered_map<Implementation, c10::weak_intrusive_ptr<c10::TensorImpl>> computed;
  std::map<std::string, int> n_uses;        ///< of each module
  std::map<std::string, int> n_operations;  ///< of each kind
  int depth = 0;
  at::CallbackHandle callback = 0;

  void add_computed(const torch::Tensor& tensor) {
    computed.insert_or_assign(tensor.unsafeGetTensorImpl(),
                              c10::weak_intrusive_ptr<c10::TensorImpl>(tensor.getIntrusivePtr()));
  }
  bool is_computed(const torch::Tensor& tensor) const {
    const auto found = computed.find(tensor.unsafeGetTensorImpl());
    return found != computed.end() && !found->second.expired();
  }
};

namespace {

thread_local LayerTap* listening = nullptr;

/// Calls work(tensor) for each tensor of a value, which may be a list of them.
template <typename Work>
void for_each_tensor(const c10::IValue& value, const Work& work) {
  if (value.isTensor() && value.toTensor().defined()) work(value.toTensor());
  if (value.isTensorList()) {
    for (const torch::Tensor& tensor : value.toTensorVector()) {
      if (tensor.defined()) work(tensor);
    }
  }
}

}  // namespace

/// What LibTorch calls around each operation. It takes plain functions only, hence the thread's own pointer.
struct TapCallbacks {
  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
    LayerTap::State& state = *listening->state_;
    auto operation = std::make_unique<Operation>();
    if (++state.depth > 1) return operation;
    // TorchScript's interpreter hands over its whole stack; the operation's own arguments lie on top.
    const auto inputs = function.inputs();
    const std::size_t n = std::min(inputs.size(), function.num_inputs());
    for (const c10::IValue& input : inputs.slice(inputs.size() - n)) {
      for_each_tensor(input, [&](const torch::Tensor& tensor) {
        operation->gets_images = operation->gets_images || state.is_computed(tensor);
        const auto module = state.modules.find(tensor.unsafeGetTensorImpl());
        if (operation->module.empty() && module != state.modules.end()) operation->module = module->second;
      });
    }
    return operation;
  }

  static void end(const at::RecordFunction& function, at::ObserverContext* context) {
    LayerTap::State& state = *listening->state_;
    const auto& operation = static_cast<const Operation&>(*context);
    if (--state.depth > 0 || !operation.gets_images || function.outputs().empty()) return;
    const std::vector<c10::IValue>& outputs = function.outputs();
    const std::size_t n = std::min(outputs.size(), function.num_outputs());
    std::optional<torch::Tensor> first;
    for (std::size_t i = outputs.size() - n; i < outputs.size(); ++i) {
      for_each_tensor(outputs[i], [&](const torch::Tensor& tensor) {
        state.add_computed(tensor);
        if (!first) first = tensor;
      });
    }
    if (!first) return;

    std::string kind = function.name();
    if (kind.starts_with("aten::")) kind.erase(0, 6);
    const int count = ++state.n_operations[kind];
    std::string name = kind + "." + std::to_string(count);
    if (!operation.module.empty()) {
      const int use = ++state.n_uses[operation.module];
      name = use == 1 ? operation.module : operation.module + "#" + std::to_string(use);
    }
    // A copy, since the next operation may write over it.
    if (name == listening->wanted_) listening->kept_ = first->detach().clone();
    listening->layers_.push_back({std::move(name), std::move(kind), first->sizes().vec()});
  }
};

LayerTap::LayerTap(const NamedTensors& tensors, std::string wanted)
    : wanted_(std::move(wanted)), state_(std::make_unique<State>()) {
  for (const auto& [name, tensor] : tensors) {
    const std::size_t dot = name.rfind('.');
    if (dot != std::string::npos) state_->modules.emplace(tensor.unsafeGetTensorImpl(), name.substr(0, dot));
  }
}

LayerTap::~LayerTap() = default;

LayerTap::Listening::Listening(LayerTap& tap, const torch::Tensor& images) : tap_(tap) {
  TRICKY_ASSERT(listening == nullptr);
  tap.layers_.clear();
  tap.kept_.reset();
  State& state = *tap.state_;
  state.computed.clear();
  state.n_uses.clear();
  state.n_operations.clear();
  state.depth = 0;
  state.add_computed(images);
  listening = &tap;
  state.callback = at::addThreadLocalCallback(at::RecordFunctionCallback(TapCallbacks::begin, TapCallbacks::end)
                                                  .needsInputs(true)
                                                  .needsOutputs(true)
                                                  .scopes({at::RecordScope::FUNCTION}));
}

LayerTap::Listening::~Listening() {
  at::removeCallback(tap_.state_->callback);
  listening = nullptr;
}

}  // namespace tricky::engine
