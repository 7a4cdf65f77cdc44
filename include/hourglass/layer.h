// SPDX-License-Identifier: MIT
// Layers and the symbolic tensors that flow between them while a network is described. Calling a
// layer computes nothing: it checks shapes, creates the layer's weights and records the call.
//
// A Layer is a handle: copies are the same layer, with the same weights. Calling one layer twice
// shares its weights. Describing networks is not thread-safe for layers that are shared between
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hourglass/shape.h"
#include "hourglass/tensor.h"

namespace hourglass {

namespace graph {
struct Node;
class LayerBase;
}  // namespace graph

// One output of one call of a layer: a shape and a place in the graph, no numbers.
class SymbolicTensor {
 public:
  SymbolicTensor(std::shared_ptr<const graph::Node> node, std::size_t index)
      : node_(std::move(node)), index_(index) {}

  const Shape& shape() const;  // of one sample
  const std::shared_ptr<const graph::Node>& node() const { return node_; }
  std::size_t index() const { return index_; }

  friend bool operator==(const SymbolicTensor&, const SymbolicTensor&) = default;

 private:
  std::shared_ptr<const graph::Node> node_;
  std::size_t index_ = 0;
};

// A trained array: its name within the layer ("kernel", "bias"), shape as Keras keeps it, and
// numbers.
struct Weight {
  std::string name;
  Shape shape;
  std::vector<float> values;
};

class Layer {
 public:
  explicit Layer(std::shared_ptr<graph::LayerBase> base) : base_(std::move(base)) {}

  // Applies the layer. Throws shape_mismatch, naming the layer, the shape given and the fix.
  SymbolicTensor operator()(const SymbolicTensor& input) const;
  SymbolicTensor operator()(const std::vector<SymbolicTensor>& inputs) const;

  // Given in the options, or set by the first Model that holds the layer ("dense", "dense_1");
  // empty before that.
  const std::string& name() const;
  // In Keras's order: kernel, bias. Empty before the first call.
  std::vector<Weight> weights() const;
  // One array a weight, in that order. Throws shape_mismatch if their number or sizes differ.
  void set_weights(const std::vector<std::vector<float>>& values);

  const std::shared_ptr<graph::LayerBase>& base() const { return base_; }

 private:
  std::shared_ptr<graph::LayerBase> base_;
};

// The start of a graph: samples of this shape. Keras's Input(shape).
SymbolicTensor Input(Shape shape, std::string name = {});

}  // namespace hourglass
