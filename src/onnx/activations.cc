// SPDX-License-Identifier: MIT
#include "onnx/activations.h"

#include <numbers>

#include "base/check.h"
#include "kernels/activation_constants.h"

namespace hourglass::onnx {
namespace {

// ONNX has Gelu from opset 20 on. Runtimes know this sequence and run it as one.
std::string add_gelu(DocumentBuilder& builder, const std::string& x) {
  const std::string root = builder.add_constant("sqrt2", std::numbers::sqrt2_v<float>);
  const std::string error = builder.add_node("Erf", {builder.add_node("Div", {x, root})});
  const std::string above_zero = builder.add_node("Add", {error, builder.add_constant("one", 1)});
  const std::string doubled = builder.add_node("Mul", {x, above_zero});
  return builder.add_node("Mul", {doubled, builder.add_constant("half", 0.5F)});
}

}  // namespace

std::string add_activation(DocumentBuilder& builder, ActivationKind kind, const std::string& x) {
  constexpr auto kAlpha = static_cast<float>(kernels::kSeluAlpha);
  constexpr auto kScale = static_cast<float>(kernels::kSeluScale);
  switch (kind) {
    case ActivationKind::linear:
      return x;
    case ActivationKind::relu:
      return builder.add_node("Relu", {x});
    case ActivationKind::elu:
      return builder.add_node("Elu", {x});
    case ActivationKind::selu:
      return builder.add_node("Selu", {x}, {{"alpha", kAlpha}, {"gamma", kScale}});
    case ActivationKind::gelu:
      return add_gelu(builder, x);
    case ActivationKind::sigmoid:
      return builder.add_node("Sigmoid", {x});
    case ActivationKind::tanh:
      return builder.add_node("Tanh", {x});
    case ActivationKind::softplus:
      return builder.add_node("Softplus", {x});
    case ActivationKind::exponential:
      return builder.add_node("Exp", {x});
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      break;
  }
  HG_CHECK(false);  // operations of their own
  return x;
}

}  // namespace hourglass::onnx
