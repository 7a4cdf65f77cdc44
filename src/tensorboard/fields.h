// SPDX-License-Identifier: MIT
// The numbers by which TensorBoard's protocol buffers know the fields that are written here:
// event.proto, summary.proto, tensor.proto and tensor_shape.proto
// (github.com/tensorflow/tensorboard, tensorboard/compat/proto).
#pragma once

#include <protozero/types.hpp>

namespace hourglass::tensorboard {

enum class EventField : protozero::pbf_tag_type {
  wall_time = 1,
  step = 2,
  file_version = 3,
  summary = 5,
  source_metadata = 10,
};

enum class SourceMetadataField : protozero::pbf_tag_type { writer = 1 };

enum class SummaryField : protozero::pbf_tag_type { value = 1 };

enum class ValueField : protozero::pbf_tag_type { tag = 1, tensor = 8, metadata = 9 };

enum class MetadataField : protozero::pbf_tag_type { plugin_data = 1 };
enum class PluginDataField : protozero::pbf_tag_type { plugin_name = 1 };

enum class TensorField : protozero::pbf_tag_type {
  dtype = 1,
  tensor_shape = 2,
  tensor_content = 4,
  string_val = 8,
};
enum class DataType { float_ = 1, string = 7 };

enum class ShapeField : protozero::pbf_tag_type { dim = 2 };
enum class DimensionField : protozero::pbf_tag_type { size = 1 };

}  // namespace hourglass::tensorboard
