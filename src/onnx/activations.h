// SPDX-License-Identifier: MIT
// Keras's activations as ONNX's operators.
#pragma once

#include <string>

#include "hourglass/activations.h"
#include "onnx/document_builder.h"

namespace hourglass::onnx {

// Gives the name of the result. Not softmax, whose axis depends on the layout.
std::string add_activation(DocumentBuilder& builder, ActivationKind kind, const std::string& x);

}  // namespace hourglass::onnx
