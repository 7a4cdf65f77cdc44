// SPDX-License-Identifier: MIT
#include "onnx/encode.h"

#include <bit>
#include <limits>
#include <protozero/pbf_builder.hpp>
#include <string_view>

#include "base/overloaded.h"
#include "hourglass/error.h"
#include "hourglass/version.h"
#include "onnx/fields.h"

namespace hourglass::onnx {
namespace {

using protozero::pbf_builder;

// raw_data is little-endian.
static_assert(std::endian::native == std::endian::little);

template <class T>
std::size_t byte_count(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

std::size_t byte_count(const Constant& constant) {
  return std::visit([](const auto& values) { return byte_count(values); }, constant.values);
}

template <class Field, class Enum>
void add_enum(pbf_builder<Field>& message, Field field, Enum value) {
  message.add_enum(field, static_cast<std::int32_t>(value));
}

void write_attribute(pbf_builder<NodeField>& node, const Attribute& attribute) {
  pbf_builder<AttributeField> message(node, NodeField::attribute);
  message.add_string(AttributeField::name, attribute.name);
  const AttributeType type = std::visit(base::Overloaded{
                                            [&](std::int64_t value) {
                                              message.add_int64(AttributeField::i, value);
                                              return AttributeType::int_;
                                            },
                                            [&](float value) {
                                              message.add_float(AttributeField::f, value);
                                              return AttributeType::float_;
                                            },
                                            [&](const std::string& value) {
                                              message.add_bytes(AttributeField::s, value);
                                              return AttributeType::string;
                                            },
                                            [&](const std::vector<std::int64_t>& values) {
                                              for (const std::int64_t value : values)
                                                message.add_int64(AttributeField::ints, value);
                                              return AttributeType::ints;
                                            },
                                        },
                                        attribute.value);
  add_enum(message, AttributeField::type, type);
}

void write_node(pbf_builder<GraphField>& graph, const Node& node) {
  pbf_builder<NodeField> message(graph, GraphField::node);
  for (const std::string& input : node.inputs) message.add_string(NodeField::input, input);
  for (const std::string& output : node.outputs) message.add_string(NodeField::output, output);
  message.add_string(NodeField::name, node.name);
  message.add_string(NodeField::op_type, node.type);
  for (const Attribute& attribute : node.attributes) write_attribute(message, attribute);
}

void write_constant(pbf_builder<GraphField>& graph, const Constant& constant) {
  pbf_builder<TensorField> message(graph, GraphField::initializer);
  for (const std::int64_t dim : constant.dims) message.add_int64(TensorField::dims, dim);
  const bool is_float = std::holds_alternative<std::vector<float>>(constant.values);
  add_enum(message, TensorField::data_type, is_float ? DataType::float_ : DataType::int64);
  message.add_string(TensorField::name, constant.name);
  std::visit(
      [&](const auto& values) {
        message.add_bytes(TensorField::raw_data, reinterpret_cast<const char*>(values.data()),
                          byte_count(values));
      },
      constant.values);
}

void write_port(pbf_builder<GraphField>& graph, GraphField field, const Port& port) {
  pbf_builder<ValueInfoField> message(graph, field);
  message.add_string(ValueInfoField::name, port.name);
  pbf_builder<TypeField> type(message, ValueInfoField::type);
  pbf_builder<TensorTypeField> tensor(type, TypeField::tensor_type);
  add_enum(tensor, TensorTypeField::elem_type, DataType::float_);
  pbf_builder<ShapeField> shape(tensor, TensorTypeField::shape);
  pbf_builder<DimensionField>(shape, ShapeField::dim)
      .add_string(DimensionField::dim_param, "batch");
  for (const std::int64_t dim : port.shape.dims()) {
    pbf_builder<DimensionField>(shape, ShapeField::dim).add_int64(DimensionField::dim_value, dim);
  }
}

void write_graph(pbf_builder<ModelField>& model, const Document& document) {
  pbf_builder<GraphField> message(model, ModelField::graph);
  for (const Node& node : document.nodes) write_node(message, node);
  message.add_string(GraphField::name, document.name);
  for (const Constant& constant : document.constants) write_constant(message, constant);
  for (const Port& input : document.inputs) write_port(message, GraphField::input, input);
  for (const Port& output : document.outputs) write_port(message, GraphField::output, output);
}

}  // namespace

void check_file_size(std::uint64_t bytes) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  if (bytes <= kMost) return;
  throw Error(ErrorCode::unsupported, "ONNX",
              "the model takes " + std::to_string(bytes) + " bytes; an ONNX file holds " +
                  std::to_string(kMost) +
                  " at most; export parts of it, such as the encoder, as models of their own");
}

std::string encode(const Document& document) {
  std::uint64_t weights = 0;
  for (const Constant& constant : document.constants) weights += byte_count(constant);
  check_file_size(weights);

  std::string bytes;
  bytes.reserve(weights + (std::size_t{1} << 16));
  pbf_builder<ModelField> model(bytes);
  model.add_int64(ModelField::ir_version, kIrVersion);
  model.add_string(ModelField::producer_name, "hourglass");
  model.add_string(ModelField::producer_version, std::string(version()));
  write_graph(model, document);
  {
    pbf_builder<OperatorSetField> operators(model, ModelField::opset_import);
    operators.add_string(OperatorSetField::domain, "");
    operators.add_int64(OperatorSetField::version, kOpset);
  }
  check_file_size(bytes.size());
  return bytes;
}

}  // namespace hourglass::onnx
