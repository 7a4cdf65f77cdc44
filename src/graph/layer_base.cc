// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"

#include <cmath>
#include <utility>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::graph {

std::string LayerBase::where(std::string_view path) const {
  std::string text(class_name());
  if (!name_.empty()) text += " " + base::quote(std::string(path) + name_);
  return text;
}

void LayerBase::fail(const std::string& message) const {
  throw Error(ErrorCode::invalid_argument, where(), message);
}

void LayerBase::fail_shape(const std::string& message) const {
  throw Error(ErrorCode::shape_mismatch, where(), message);
}

VariablePointer LayerBase::add_variable(std::string name, Shape shape, Initializer initializer,
                                        Regularizer regularizer) {
  variables_.push_back(std::make_shared<Variable>(
      Variable{std::move(name), std::move(shape), initializer, regularizer}));
  return variables_.back();
}

VariablePointer LayerBase::add_state(std::string name, Shape shape, Initializer initializer) {
  VariablePointer state = add_variable(std::move(name), std::move(shape), initializer, {});
  state->trainable = false;
  return state;
}

void LayerBase::check_regularizer(const Regularizer& regularizer, std::string_view option) const {
  for (const float coefficient : {regularizer.l1, regularizer.l2}) {
    if (!std::isfinite(coefficient) || coefficient < 0) {
      fail(std::string(option) + " has coefficient " + std::to_string(coefficient) +
           "; expected a finite number, 0 or more");
    }
  }
}

std::vector<Shape> LayerBase::built_shapes(const std::vector<Shape>& inputs) {
  constexpr std::string_view kNobodys = "[shape] ";
  try {
    if (!built_) build(inputs);
    built_ = true;
    return output_shapes(inputs);
  } catch (const Error& error) {
    // A shape that cannot be does not know whose it is.
    const std::string_view message = error.what();
    if (!message.starts_with(kNobodys)) throw;
    throw Error(error.code(), where(), message.substr(kNobodys.size()));
  }
}

std::vector<SymbolicTensor> LayerBase::call(std::shared_ptr<LayerBase> self,
                                            const std::vector<SymbolicTensor>& inputs) {
  std::vector<Shape> shapes;
  for (const SymbolicTensor& input : inputs) shapes.push_back(input.shape());
  auto node = std::make_shared<Node>(Node{std::move(self), inputs, built_shapes(shapes)});
  std::vector<SymbolicTensor> outputs;
  for (std::size_t i = 0; i < node->output_shapes.size(); ++i) outputs.emplace_back(node, i);
  return outputs;
}

std::vector<Shape> UnaryLayer::output_shapes(const std::vector<Shape>& inputs) const {
  if (inputs.size() != 1) {
    fail_shape(std::to_string(inputs.size()) +
               " inputs were given; expected one; merge them first, " + "with Add or Concatenate");
  }
  return {output_shape(inputs.front())};
}

std::vector<ValueId> UnaryLayer::lower(GraphBuilder& builder,
                                       const std::vector<ValueId>& inputs) const {
  return {lower(builder, inputs.front())};
}

void UnaryLayer::check_image(const Shape& input) const {
  if (input.rank() != 3) {
    fail_shape("input shape " + input.to_string_with_batch() +
               " is not an image; expected (None, height, width, channels); put "
               "Reshape({height, width, channels}) before it");
  }
}

}  // namespace hourglass::graph
