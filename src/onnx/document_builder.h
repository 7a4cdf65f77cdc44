// SPDX-License-Identifier: MIT
// Puts a document together: gives names, writes every variable once, and keeps for each value the
// layouts it exists in, adding a Transpose when it is wanted in another.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/aligned.h"
#include "graph/graph.h"
#include "onnx/document.h"
#include "onnx/layout.h"

namespace hourglass::onnx {

class DocumentBuilder {
 public:
  // Inputs and outputs get these names, with "_1", "_2" behind those that are taken already.
  DocumentBuilder(const graph::Graph& graph, const std::vector<std::string>& input_names,
                  const std::vector<std::string>& output_names);

  const Shape& shape(graph::ValueId value) const { return graph_.values[index(value)]; }
  const std::string& input_name(std::size_t input) const { return document_.inputs[input].name; }

  // What the names of all that is added begin with: "encoder/dense/".
  void set_path(std::string path) { path_ = std::move(path); }

  // Gives the name of its output, "dense/Gemm".
  std::string add_node(std::string_view type, std::vector<std::string> inputs,
                       std::vector<Attribute> attributes = {});
  // The k largest along the last axis, in order.
  std::string add_top_k(std::string code, std::int64_t k);
  // These give the name of the constant: one number, or a list of them.
  std::string add_constant(std::string_view name, float value);
  std::string add_constant(std::string_view name, std::vector<float> values);
  std::string add_constant(std::string_view name, std::vector<std::int64_t> values);
  // Row-major, as many as the product of `dims`.
  std::string add_constant(std::string_view name, std::vector<std::int64_t> dims,
                           std::vector<float> values);

  const base::AlignedVector<float>& values(graph::VariableId id) const {
    return graph_.variables[static_cast<std::size_t>(id)]->values;
  }
  // "dense/kernel", as Keras keeps it.
  std::string variable(graph::VariableId id);
  // A matrix the other way round.
  std::string transposed_kernel(graph::VariableId id);
  // The kernel of a convolution as ONNX keeps it: [filters, channels, height, width].
  std::string convolution_kernel(graph::VariableId id);

  // A value has been written in a layout, under that name.
  void set_value(graph::ValueId value, Layout layout, std::string name) {
    values_[{original(value), layout}] = std::move(name);
  }
  // `value` is nothing but `other`.
  void set_same(graph::ValueId value, graph::ValueId other) {
    originals_[index(value)] = original(other);
  }
  bool is_in(graph::ValueId value, Layout layout) const {
    return values_.contains({original(value), layout});
  }
  // The name of the value in a layout of choice, converted once.
  std::string value_in(graph::ValueId value, Layout layout);

  // Makes sure of the outputs in Keras's layout, under their names.
  Document finish(std::string name);

 private:
  enum class KernelOrder { as_it_is, transposed, filters_first };

  static std::size_t index(graph::ValueId value) { return static_cast<std::size_t>(value); }
  graph::ValueId original(graph::ValueId value) const { return originals_[index(value)]; }
  std::string unique(const std::string& stem);
  std::string add(std::string_view name, std::vector<std::int64_t> dims,
                  decltype(Constant::values) values);
  void rename(const std::string& from, const std::string& to);

  const graph::Graph& graph_;
  Document document_;
  std::string path_;
  std::set<std::string> taken_;
  std::vector<graph::ValueId> originals_;  // of each value: itself, or the one it is the same as
  std::map<std::pair<graph::ValueId, Layout>, std::string> values_;
  std::map<std::pair<graph::VariableId, KernelOrder>, std::string> variables_;
};

}  // namespace hourglass::onnx
