// SPDX-License-Identifier: MIT
#include "onnx/document_builder.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hourglass::onnx {
namespace {

// From [height, width, channels, filters]; sequences have no height.
std::vector<float> with_filters_first(const graph::Variable& kernel) {
  const std::int64_t filters = kernel.shape[-1];
  const std::int64_t channels = kernel.shape[-2];
  const std::int64_t cells = kernel.shape.size() / (filters * channels);
  std::vector<float> values;
  values.reserve(kernel.values.size());
  for (std::int64_t filter = 0; filter < filters; ++filter) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
      for (std::int64_t cell = 0; cell < cells; ++cell) {
        const std::int64_t at = (cell * channels + channel) * filters + filter;
        values.push_back(kernel.values[static_cast<std::size_t>(at)]);
      }
    }
  }
  return values;
}

}  // namespace

DocumentBuilder::DocumentBuilder(const graph::Graph& graph,
                                 const std::vector<std::string>& input_names,
                                 const std::vector<std::string>& output_names)
    : graph_(graph), originals_(graph.values.size()) {
  std::iota(originals_.begin(), originals_.end(), 0);
  for (std::size_t i = 0; i < input_names.size(); ++i)
    document_.inputs.push_back({unique(input_names[i]), shape(graph.inputs[i])});
  for (std::size_t i = 0; i < output_names.size(); ++i)
    document_.outputs.push_back({unique(output_names[i]), shape(graph.outputs[i])});
}

std::string DocumentBuilder::unique(const std::string& stem) {
  std::string name = stem;
  for (int count = 1; !taken_.insert(name).second; ++count)
    name = stem + "_" + std::to_string(count);
  return name;
}

std::string DocumentBuilder::add_node(std::string_view type, std::vector<std::string> inputs,
                                      std::vector<Attribute> attributes) {
  std::string name = unique(path_ + std::string(type));
  document_.nodes.push_back(
      {name, std::string(type), std::move(inputs), {name}, std::move(attributes)});
  return name;
}

std::string DocumentBuilder::add_top_k(std::string code, std::int64_t k) {
  const std::string count = add_constant("k", std::vector<std::int64_t>{k});
  std::string largest = add_node("TopK", {std::move(code), count});
  document_.nodes.back().outputs.push_back(unique(largest + "_indices"));
  return largest;
}

std::string DocumentBuilder::add(std::string_view name, std::vector<std::int64_t> dims,
                                 decltype(Constant::values) values) {
  document_.constants.push_back(
      {unique(path_ + std::string(name)), std::move(dims), std::move(values)});
  return document_.constants.back().name;
}

std::string DocumentBuilder::add_constant(std::string_view name, float value) {
  return add(name, {}, std::vector<float>{value});
}

std::string DocumentBuilder::add_constant(std::string_view name, std::vector<float> values) {
  const std::int64_t count = std::ssize(values);
  return add(name, {count}, std::move(values));
}

std::string DocumentBuilder::add_constant(std::string_view name, std::vector<std::int64_t> dims,
                                          std::vector<float> values) {
  return add(name, std::move(dims), std::move(values));
}

std::string DocumentBuilder::add_constant(std::string_view name, std::vector<std::int64_t> values) {
  const std::int64_t count = std::ssize(values);
  return add(name, {count}, std::move(values));
}

std::string DocumentBuilder::variable(graph::VariableId id) {
  std::string& name = variables_[{id, KernelOrder::as_it_is}];
  if (name.empty()) {
    const graph::Variable& variable = *graph_.variables[static_cast<std::size_t>(id)];
    name = add(variable.name, variable.shape.dims(),
               std::vector<float>(variable.values.begin(), variable.values.end()));
  }
  return name;
}

std::string DocumentBuilder::transposed_kernel(graph::VariableId id) {
  std::string& name = variables_[{id, KernelOrder::transposed}];
  if (name.empty()) {
    const graph::Variable& kernel = *graph_.variables[static_cast<std::size_t>(id)];
    const Shape& shape = kernel.shape;
    name = add(kernel.name, {shape[1], shape[0]},
               graph::transposed(kernel.values, shape[0], shape[1]));
  }
  return name;
}

std::string DocumentBuilder::convolution_kernel(graph::VariableId id) {
  std::string& name = variables_[{id, KernelOrder::filters_first}];
  if (name.empty()) {
    const graph::Variable& kernel = *graph_.variables[static_cast<std::size_t>(id)];
    const Shape& shape = kernel.shape;
    const std::int64_t height = shape.rank() == 3 ? 1 : shape[0];
    name = add(kernel.name, {shape[-1], shape[-2], height, shape[-3]}, with_filters_first(kernel));
  }
  return name;
}

std::string DocumentBuilder::value_in(graph::ValueId value, Layout layout) {
  if (!is_in(value, layout)) {
    const Layout other =
        layout == Layout::channels_last ? Layout::channels_first : Layout::channels_last;
    const std::string& name = values_.at({original(value), other});
    set_value(value, layout, add_node("Transpose", {name}, {{"perm", permutation_to(layout)}}));
  }
  return values_.at({original(value), layout});
}

void DocumentBuilder::rename(const std::string& from, const std::string& to) {
  for (Node& node : document_.nodes) {
    std::replace(node.outputs.begin(), node.outputs.end(), from, to);
    for (std::string& input : node.inputs) {
      if (input == from) input = to;
    }
  }
}

Document DocumentBuilder::finish(std::string name) {
  // The value under its first name, and the name it has now.
  std::map<std::string, std::string> renamed;
  for (const Port& input : document_.inputs) renamed[input.name] = input.name;
  for (std::size_t i = 0; i < document_.outputs.size(); ++i) {
    const std::string& wanted = document_.outputs[i].name;
    path_ = wanted + "/";
    const std::string written = value_in(graph_.outputs[i], Layout::channels_last);
    const auto [known, is_new] = renamed.try_emplace(written, wanted);
    if (is_new) {
      rename(written, wanted);
    } else {
      document_.nodes.push_back(
          {unique(path_ + "Identity"), "Identity", {known->second}, {wanted}, {}});
    }
  }
  document_.name = std::move(name);
  return std::move(document_);
}

}  // namespace hourglass::onnx
