// SPDX-License-Identifier: MIT
// An ONNX model as data, before it becomes bytes: nodes in an order in which each comes after its
// inputs, constants, and the shapes of inputs and outputs. Values are known by their names.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "hourglass/shape.h"

namespace hourglass::onnx {

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>> value;
};

struct Node {
  std::string name;
  std::string type;  // ONNX's name of the operator: "Gemm"
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
};

struct Constant {
  std::string name;
  std::vector<std::int64_t> dims;
  std::variant<std::vector<float>, std::vector<std::int64_t>> values;
};

// An input or output: float32, [batch, shape...].
struct Port {
  std::string name;
  Shape shape;
};

struct Document {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Constant> constants;
  std::vector<Port> inputs;
  std::vector<Port> outputs;
};

}  // namespace hourglass::onnx
