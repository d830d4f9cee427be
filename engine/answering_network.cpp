#include "answering_network.h"

#include <algorithm>

#include "layer_tap.h"
#include "tricky/data/errors.h"
#include "tricky/data/text.h"

namespace tricky::engine {

torch::Tensor AnsweringNetwork::outputs(const torch::Tensor& images, LayerTap* tap) {
  const torch::NoGradGuard no_gradient;
  const torch::Tensor there = images.to(device_);
  c10::IValue answer;
  try {
    if (tap == nullptr) {
      answer = compute(there);
    } else {
      tap->listen(there, [&] { answer = compute(there); });
    }
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw InputError({file_, 0, ""}, "cannot take images of " + shape_text(images) + " (" + plain_message(error) +
                                         "); check crop_px of the preprocessing, or try --batch 1");
  }
  if (!answer.isTensor()) {
    throw InputError({file_, 0, ""}, "gives a " + answer.tagKind() + "; expected one tensor of images x classes");
  }
  torch::Tensor rows = answer.toTensor();
  if (rows.dim() == 4 && rows.size(2) == 1 && rows.size(3) == 1) rows = rows.flatten(1);
  if (rows.dim() != 2 || rows.size(0) != images.size(0) || rows.size(1) < 1) {
    throw InputError({file_, 0, ""},
                     "gives " + shape_text(answer.toTensor()) + " values for images of " + shape_text(images) +
                         "; expected images x classes" +
                         (images.size(0) > 1 ? " (or does it take one image at a time? --batch 1)" : ""));
  }
  return rows.to(torch::kCPU, torch::kFloat32).contiguous();
}

std::string plain_message(const std::exception& error) {
  constexpr std::size_t kLongest = 300;
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  const std::vector<std::string> lines =
      split(torch_error == nullptr ? error.what() : torch_error->what_without_backtrace(), '\n');
  const auto says_something = [](const std::string& line) {
    return line.find_first_not_of(" ~^.<-") != std::string::npos;
  };
  const auto last = std::find_if(lines.rbegin(), lines.rend(), says_something);
  std::string message = last == lines.rend() ? "no reason given" : last->substr(0, kLongest);
  std::replace_if(
      message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return message;
}

std::string shape_text(const torch::Tensor& tensor) {
  std::vector<std::string> extents;
  for (const std::int64_t extent : tensor.sizes()) extents.push_back(std::to_string(extent));
  return extents.empty() ? "1" : join(extents, " x ");
}

}  // namespace tricky::engine
