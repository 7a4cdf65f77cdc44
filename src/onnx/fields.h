// SPDX-License-Identifier: MIT
// The numbers by which onnx.proto (github.com/onnx/onnx) knows the fields that are written here.
#pragma once

#include <protozero/types.hpp>

namespace hourglass::onnx {

enum class ModelField : protozero::pbf_tag_type {
  ir_version = 1,
  producer_name = 2,
  producer_version = 3,
  graph = 7,
  opset_import = 8,
};

enum class OperatorSetField : protozero::pbf_tag_type { domain = 1, version = 2 };

enum class GraphField : protozero::pbf_tag_type {
  node = 1,
  name = 2,
  initializer = 5,
  input = 11,
  output = 12,
};

enum class NodeField : protozero::pbf_tag_type {
  input = 1,
  output = 2,
  name = 3,
  op_type = 4,
  attribute = 5,
};

enum class AttributeField : protozero::pbf_tag_type {
  name = 1,
  f = 2,
  i = 3,
  s = 4,
  ints = 8,
  type = 20,
};
enum class AttributeType { float_ = 1, int_ = 2, string = 3, ints = 7 };

enum class TensorField : protozero::pbf_tag_type {
  dims = 1,
  data_type = 2,
  name = 8,
  raw_data = 9,
};
enum class DataType { float_ = 1, int64 = 7 };

enum class ValueInfoField : protozero::pbf_tag_type { name = 1, type = 2 };
enum class TypeField : protozero::pbf_tag_type { tensor_type = 1 };
enum class TensorTypeField : protozero::pbf_tag_type { elem_type = 1, shape = 2 };
enum class ShapeField : protozero::pbf_tag_type { dim = 1 };
enum class DimensionField : protozero::pbf_tag_type { dim_value = 1, dim_param = 2 };

}  // namespace hourglass::onnx
