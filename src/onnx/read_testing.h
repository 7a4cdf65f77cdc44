// SPDX-License-Identifier: MIT
// For tests: an ONNX file read back into a document.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <protozero/pbf_message.hpp>
#include <span>
#include <string>

#include "onnx/document.h"
#include "onnx/fields.h"

namespace hourglass::onnx {

struct File {
  std::int64_t ir_version = 0, opset = 0;
  std::string producer_name, producer_version;
  Document document;
};

template <class T>
std::vector<T> numbers_of(const protozero::data_view& bytes) {
  std::vector<T> numbers(bytes.size() / sizeof(T));
  std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(T));
  return numbers;
}

inline Attribute read_attribute(protozero::pbf_message<AttributeField> message) {
  Attribute attribute;
  std::vector<std::int64_t> ints;
  while (message.next()) {
    switch (message.tag()) {
      case AttributeField::name:
        attribute.name = message.get_string();
        break;
      case AttributeField::f:
        attribute.value = message.get_float();
        break;
      case AttributeField::i:
        attribute.value = message.get_int64();
        break;
      case AttributeField::s:
        attribute.value = message.get_bytes();
        break;
      case AttributeField::ints:
        ints.push_back(message.get_int64());
        break;
      case AttributeField::type:
        if (message.get_enum() == static_cast<int>(AttributeType::ints)) attribute.value = ints;
        break;
    }
  }
  return attribute;
}

inline Node read_node(protozero::pbf_message<NodeField> message) {
  Node node;
  while (message.next()) {
    switch (message.tag()) {
      case NodeField::input:
        node.inputs.push_back(message.get_string());
        break;
      case NodeField::output:
        node.outputs.push_back(message.get_string());
        break;
      case NodeField::name:
        node.name = message.get_string();
        break;
      case NodeField::op_type:
        node.type = message.get_string();
        break;
      case NodeField::attribute:
        node.attributes.push_back(read_attribute(message.get_message()));
        break;
    }
  }
  return node;
}

inline Constant read_constant(protozero::pbf_message<TensorField> message) {
  Constant constant;
  bool is_float = false;
  while (message.next()) {
    switch (message.tag()) {
      case TensorField::dims:
        constant.dims.push_back(message.get_int64());
        break;
      case TensorField::data_type:
        is_float = message.get_enum() == static_cast<int>(DataType::float_);
        break;
      case TensorField::name:
        constant.name = message.get_string();
        break;
      case TensorField::raw_data:
        if (is_float) {
          constant.values = numbers_of<float>(message.get_view());
        } else {
          constant.values = numbers_of<std::int64_t>(message.get_view());
        }
        break;
    }
  }
  return constant;
}

// Checks that the first dimension is "batch".
inline Shape read_shape(protozero::pbf_message<ShapeField> message) {
  std::vector<std::int64_t> dims;
  bool is_first = true;
  while (message.next(ShapeField::dim)) {
    protozero::pbf_message<DimensionField> dim(message.get_message());
    REQUIRE(dim.next());
    if (is_first) {
      CHECK(dim.tag() == DimensionField::dim_param);
      CHECK(dim.get_string() == "batch");
    } else {
      CHECK(dim.tag() == DimensionField::dim_value);
      dims.push_back(dim.get_int64());
    }
    is_first = false;
  }
  return Shape(dims);
}

inline Port read_port(protozero::pbf_message<ValueInfoField> message) {
  Port port;
  while (message.next()) {
    if (message.tag() == ValueInfoField::name) {
      port.name = message.get_string();
      continue;
    }
    protozero::pbf_message<TypeField> type(message.get_message());
    REQUIRE(type.next(TypeField::tensor_type));
    protozero::pbf_message<TensorTypeField> tensor(type.get_message());
    REQUIRE(tensor.next(TensorTypeField::elem_type));
    CHECK(tensor.get_enum() == static_cast<int>(DataType::float_));
    REQUIRE(tensor.next(TensorTypeField::shape));
    port.shape = read_shape(tensor.get_message());
  }
  return port;
}

inline Document read_graph(protozero::pbf_message<GraphField> message) {
  Document document;
  while (message.next()) {
    switch (message.tag()) {
      case GraphField::node:
        document.nodes.push_back(read_node(message.get_message()));
        break;
      case GraphField::name:
        document.name = message.get_string();
        break;
      case GraphField::initializer:
        document.constants.push_back(read_constant(message.get_message()));
        break;
      case GraphField::input:
        document.inputs.push_back(read_port(message.get_message()));
        break;
      case GraphField::output:
        document.outputs.push_back(read_port(message.get_message()));
        break;
    }
  }
  return document;
}

inline File read_onnx(std::span<const std::byte> bytes) {
  protozero::pbf_message<ModelField> message(reinterpret_cast<const char*>(bytes.data()),
                                             bytes.size());
  File file;
  while (message.next()) {
    switch (message.tag()) {
      case ModelField::ir_version:
        file.ir_version = message.get_int64();
        break;
      case ModelField::producer_name:
        file.producer_name = message.get_string();
        break;
      case ModelField::producer_version:
        file.producer_version = message.get_string();
        break;
      case ModelField::graph:
        file.document = read_graph(message.get_message());
        break;
      case ModelField::opset_import: {
        protozero::pbf_message<OperatorSetField> operators(message.get_message());
        while (operators.next(OperatorSetField::version)) file.opset = operators.get_int64();
        break;
      }
    }
  }
  return file;
}

}  // namespace hourglass::onnx
