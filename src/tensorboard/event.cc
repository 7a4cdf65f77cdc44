// SPDX-License-Identifier: MIT
#include "tensorboard/event.h"

#include <bit>
#include <protozero/pbf_builder.hpp>
#include <span>

#include "formats/little_endian.h"
#include "hourglass/version.h"
#include "tensorboard/crc32c.h"
#include "tensorboard/fields.h"

namespace hourglass::tensorboard {
namespace {

using protozero::pbf_builder;

// tensor_content is in the order of the machine, which readers take to be little-endian.
static_assert(std::endian::native == std::endian::little);

void begin(pbf_builder<EventField>& event, Moment moment) {
  event.add_double(EventField::wall_time, moment.wall_time);
  event.add_int64(EventField::step, moment.step);
}

// Tells which of TensorBoard's dashboards shows the value.
void write_plugin(pbf_builder<ValueField>& value, std::string_view name) {
  pbf_builder<MetadataField> metadata(value, ValueField::metadata);
  pbf_builder<PluginDataField>(metadata, MetadataField::plugin_data)
      .add_string(PluginDataField::plugin_name, name.data(), name.size());
}

void add_data_type(pbf_builder<TensorField>& tensor, DataType type) {
  tensor.add_enum(TensorField::dtype, static_cast<std::int32_t>(type));
}

void write_number(pbf_builder<ValueField>& value, float number) {
  pbf_builder<TensorField> tensor(value, ValueField::tensor);
  add_data_type(tensor, DataType::float_);
  tensor.add_message(TensorField::tensor_shape, "", 0);  // no dimensions
  tensor.add_bytes(TensorField::tensor_content, reinterpret_cast<const char*>(&number),
                   sizeof number);
}

// Strings: width and height in digits, then the file of each picture.
void write_picture(pbf_builder<ValueField>& value, const picture::ContactSheet& image) {
  pbf_builder<TensorField> tensor(value, ValueField::tensor);
  add_data_type(tensor, DataType::string);
  {
    pbf_builder<ShapeField> shape(tensor, TensorField::tensor_shape);
    pbf_builder<DimensionField>(shape, ShapeField::dim).add_int64(DimensionField::size, 3);
  }
  tensor.add_bytes(TensorField::string_val, std::to_string(image.width));
  tensor.add_bytes(TensorField::string_val, std::to_string(image.height));
  tensor.add_bytes(TensorField::string_val, reinterpret_cast<const char*>(image.png.data()),
                   image.png.size());
}

template <class Write>
std::string value_event(Moment moment, std::string_view tag, std::string_view plugin,
                        const Write& write) {
  std::string bytes;
  pbf_builder<EventField> event(bytes);
  begin(event, moment);
  {
    pbf_builder<SummaryField> summary(event, EventField::summary);
    pbf_builder<ValueField> value(summary, SummaryField::value);
    value.add_string(ValueField::tag, tag.data(), tag.size());
    write(value);
    write_plugin(value, plugin);
  }
  return bytes;
}

}  // namespace

std::string first_event(double wall_time) {
  std::string bytes;
  pbf_builder<EventField> event(bytes);
  event.add_double(EventField::wall_time, wall_time);
  event.add_string(EventField::file_version, "brain.Event:2");
  pbf_builder<SourceMetadataField>(event, EventField::source_metadata)
      .add_string(SourceMetadataField::writer, "hourglass " + std::string(version()));
  return bytes;
}

std::string scalar_event(Moment moment, std::string_view tag, float value) {
  return value_event(moment, tag, "scalars",
                     [&](pbf_builder<ValueField>& message) { write_number(message, value); });
}

std::string image_event(Moment moment, std::string_view tag, const picture::ContactSheet& image) {
  return value_event(moment, tag, "images",
                     [&](pbf_builder<ValueField>& message) { write_picture(message, image); });
}

std::vector<std::byte> as_record(std::string_view event) {
  const auto bytes = std::as_bytes(std::span(event));
  std::vector<std::byte> record;
  record.reserve(bytes.size() + 16);
  formats::append_little_endian(record, bytes.size(), 8);
  formats::append_little_endian(record, masked_crc32c(record), 4);
  record.insert(record.end(), bytes.begin(), bytes.end());
  formats::append_little_endian(record, masked_crc32c(bytes), 4);
  return record;
}

}  // namespace hourglass::tensorboard
