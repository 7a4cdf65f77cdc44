// SPDX-License-Identifier: MIT
// What every layer is: a name, shapes, variables, and how it lowers to primitives.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/config_visitor.h"
#include "graph/graph.h"
#include "graph/variable.h"
#include "hourglass/layer.h"

namespace hourglass::graph {

class LayerBase {
 public:
  explicit LayerBase(std::string name) : name_(std::move(name)) {}
  virtual ~LayerBase() = default;

  // Keras's class name: "Dense".
  virtual std::string_view class_name() const = 0;
  // Shows the layer's options, beginning with its name.
  virtual void visit_config(ConfigVisitor& visitor) const = 0;
  // Creates the variables; called once, before the first output_shapes. Throws as output_shapes.
  virtual void build(const std::vector<Shape>& /*inputs*/) {}
  // Throws shape_mismatch, naming the layer, if the layer cannot take these.
  virtual std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const = 0;
  // Adds the layer's operations; gives one value an output.
  virtual std::vector<ValueId> lower(GraphBuilder& builder,
                                     const std::vector<ValueId>& inputs) const = 0;

  // In Keras's order.
  virtual std::vector<VariablePointer> variables() const { return variables_; }
  // The layer whose kernel is the first of these, where it is used transposed; otherwise nullptr.
  virtual const LayerBase* tied_to() const { return nullptr; }

  // Checks, builds if need be and records the call.
  std::vector<SymbolicTensor> call(std::shared_ptr<LayerBase> self,
                                   const std::vector<SymbolicTensor>& inputs);

  const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }
  // Keras's flag, kept for files; fit refuses models with layers that are not to be trained.
  bool trainable() const { return trainable_; }
  void set_trainable(bool trainable) { trainable_ = trainable; }

  // "Dense 'code'", or "Dense" while there is no name; within nested models "Dense 'encoder/code'".
  std::string where(std::string_view path = {}) const;
  [[noreturn]] void fail(const std::string& message) const;        // invalid_argument
  [[noreturn]] void fail_shape(const std::string& message) const;  // shape_mismatch

 protected:
  VariablePointer add_variable(std::string name, Shape shape, Initializer initializer,
                               Regularizer regularizer);
  // A variable that is not trained.
  VariablePointer add_state(std::string name, Shape shape, Initializer initializer);
  // One that another layer has added.
  void share_variable(VariablePointer variable) { variables_.push_back(std::move(variable)); }
  void check_regularizer(const Regularizer& regularizer, std::string_view option) const;

 private:
  // The output_shapes, of a layer that is built by then; what Shape refuses has the layer's name.
  std::vector<Shape> built_shapes(const std::vector<Shape>& inputs);

  std::string name_;
  std::vector<VariablePointer> variables_;
  bool built_ = false;
  bool trainable_ = true;
};

// A layer with one input and one output.
class UnaryLayer : public LayerBase {
 public:
  using LayerBase::LayerBase;
  virtual Shape output_shape(const Shape& input) const = 0;
  virtual ValueId lower(GraphBuilder& builder, ValueId input) const = 0;

  std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const final;
  std::vector<ValueId> lower(GraphBuilder& builder, const std::vector<ValueId>& inputs) const final;

 protected:
  // Throws unless the input is [height, width, channels].
  void check_image(const Shape& input) const;
};

// One call of a layer.
struct Node {
  std::shared_ptr<LayerBase> layer;
  std::vector<SymbolicTensor> inputs;  // empty for an input layer
  std::vector<Shape> output_shapes;
};

}  // namespace hourglass::graph
