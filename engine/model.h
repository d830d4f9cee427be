#pragma once

#include <memory>

#include "networks/network.h"
#include "tricky/protocols/study_hyperparameters.h"

namespace tricky::engine {

/// The network these hyperparameters ask for, on the CPU, its parameters drawn. Weights lie channels-last in memory
/// where memory_format says so: measured 10 to 30 % faster with oneDNN, and what tensor cores want.
std::shared_ptr<Network> make_model(const protocols::Hyperparameters& hyperparameters, std::int64_t n_classes);

/// Runs `work` and turns LibTorch's errors, which carry a stack trace, into std::runtime_error with their first line.
template <typename Work>
auto with_plain_errors(const Work& work) {
  try {
    return work();
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    throw std::runtime_error("LibTorch: " + what.substr(0, what.find('\n')));
  }
}

}  // namespace tricky::engine
