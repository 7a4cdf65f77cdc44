// SPDX-License-Identifier: MIT
// From a network of primitives to ONNX's operators.
#pragma once

#include "graph/functional.h"
#include "onnx/document.h"

namespace hourglass::onnx {

// The network as predict runs it.
Document translate(const graph::Functional& model);

}  // namespace hourglass::onnx
