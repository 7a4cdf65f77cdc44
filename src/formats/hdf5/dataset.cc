// SPDX-License-Identifier: MIT
#include "formats/hdf5/dataset.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/overloaded.h"
#include "formats/hdf5/attribute.h"
#include "formats/hdf5/chunk_grid.h"
#include "formats/hdf5/chunk_index.h"
#include "formats/hdf5/dataspace.h"
#include "formats/hdf5/datatype.h"
#include "formats/hdf5/fill_value.h"
#include "formats/hdf5/filters.h"
#include "formats/hdf5/layout.h"

namespace hourglass::formats::hdf5 {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();

// A dataset whose values are still to be read.
struct Description {
  File& file;
  const ObjectHeader& header;
  Dataspace dataspace;
  std::size_t element_size;
  std::uint64_t size;  // of all values, in bytes
};

const Message& find_or_refuse(File& file, const ObjectHeader& header, MessageType type,
                              const char* name) {
  const Message* message = header.find(type);
  if (message == nullptr) {
    file.damaged(header.at,
                 "has an object that is neither group nor dataset: without " + std::string(name),
                 "one");
  }
  return *message;
}

Number read_number_type(File& file, const Message& message) {
  const Datatype datatype = read_datatype(message.body);
  const auto refuse = [&](const std::string& found) -> Number {
    file.unsupported(message.body.at(), "has a dataset of " + found,
                     "whole numbers or floats of 16, 32 or 64 bits", "save it again as float32");
  };
  return std::visit(base::Overloaded{[](const Number& number) { return number; },
                                     [&](const FixedText&) { return refuse("texts"); },
                                     [&](const VariableText&) { return refuse("texts"); },
                                     [&](const OtherType& other) { return refuse(other.name); }},
                    datatype);
}

void fill(const Description& dataset, Bytes& values) {
  const Bytes fill_value = read_fill_value(dataset.header, dataset.element_size);
  for (std::size_t i = 0; i < values.size(); i += fill_value.size())
    std::ranges::copy(fill_value, values.begin() + static_cast<std::ptrdiff_t>(i));
}

void expect_size(const Description& dataset, std::uint64_t at, std::uint64_t size) {
  if (size != dataset.size) {
    dataset.file.damaged(at, "has a dataset with " + std::to_string(size) + " bytes of values",
                         std::to_string(dataset.size) + " by its dimensions");
  }
}

Bytes read_values(const Description& dataset, const CompactLayout& layout) {
  Cursor values = layout.values;
  expect_size(dataset, values.at(), values.left());
  dataset.file.take_content(values.at(), values.left());
  const auto bytes = values.bytes(values.left());
  return {bytes.begin(), bytes.end()};
}

Bytes read_values(const Description& dataset, const ContiguousLayout& layout) {
  if (layout.at == kUndefined) {
    dataset.file.take_unbacked(dataset.header.at, dataset.size);
    Bytes values(static_cast<std::size_t>(dataset.size));
    fill(dataset, values);
    return values;
  }
  expect_size(dataset, layout.at, layout.size);
  const auto bytes = dataset.file.content(layout.at, layout.size, "dataset");
  return {bytes.begin(), bytes.end()};
}

std::uint64_t chunk_size_of(const Description& dataset, const ChunkedLayout& layout) {
  std::uint64_t size = layout.element_size;
  bool is_sound = layout.element_size == dataset.element_size &&
                  layout.dims.size() == dataset.dataspace.dims.size();
  for (const std::uint64_t dim : layout.dims) {
    is_sound = is_sound && dim <= kMost / size;
    if (is_sound) size *= dim;
  }
  if (!is_sound) {
    dataset.file.damaged(dataset.header.at, "has chunks that do not fit their dataset",
                         "the same rank and elements");
  }
  return size;
}

Bytes read_values(const Description& dataset, const ChunkedLayout& layout) {
  File& file = dataset.file;
  const std::uint64_t chunk_size = chunk_size_of(dataset, layout);
  if (dataset.size == 0) return {};
  const Message* pipeline = dataset.header.find(MessageType::filters);
  const Filters filters = pipeline != nullptr ? Filters(pipeline->body) : Filters();
  // The index is read before there is memory for the values, but only of a grid that may be.
  file.take_unbacked(dataset.header.at, dataset.size);
  const ChunkGrid grid(dataset.dataspace.dims, layout.dims);
  const auto chunks = read_chunk_index(file, layout, grid, chunk_size, dataset.dataspace.can_grow);
  Bytes values(static_cast<std::size_t>(dataset.size));
  if (chunks.size() < grid.size()) fill(dataset, values);
  for (const StoredChunk& chunk : chunks) {
    const auto bytes = file.content(chunk.at, chunk.size, "chunk");
    const bool is_left_unpacked = layout.leaves_edges_unpacked && grid.reaches_beyond(chunk.number);
    const Filters& applied = is_left_unpacked ? Filters() : filters;
    file.take_unbacked(chunk.at, applied.empty() ? 0 : chunk_size);
    grid.place(
        chunk.number,
        applied.unpack(file, {chunk.at, bytes, chunk.left_out}, dataset.element_size, chunk_size),
        dataset.element_size, values);
  }
  return values;
}

void reverse_elements(Bytes& values, std::size_t element_size) {
  for (auto element = values.begin(); element != values.end();
       element += static_cast<std::ptrdiff_t>(element_size))
    std::reverse(element, element + static_cast<std::ptrdiff_t>(element_size));
}

Dataspace read_shape(File& file, const Message& message) {
  auto dataspace = read_dataspace(message.body);
  if (!dataspace) {
    file.unsupported(message.body.at(), "has an empty dataset, with a null dataspace",
                     "a scalar or an array");
  }
  return std::move(*dataspace);
}

}  // namespace

Hdf5Dataset read_dataset(File& file, const ObjectHeader& header, GlobalHeap& heap) {
  if (header.has(MessageType::external_files)) {
    file.unsupported(header.at, "has a dataset whose values are in other files",
                     "values in this file");
  }
  if (header.has(MessageType::datatype) && !header.has(MessageType::layout)) {
    file.unsupported(header.at, "has a datatype with a name of its own", "groups and datasets");
  }
  const auto& layout = find_or_refuse(file, header, MessageType::layout, "a layout");
  const auto& shape = find_or_refuse(file, header, MessageType::dataspace, "dimensions");
  const auto& type = find_or_refuse(file, header, MessageType::datatype, "a datatype");
  const Number number = read_number_type(file, type);
  const std::size_t element_size = size_of(number.type);
  Dataspace dataspace = read_shape(file, shape);
  const auto count = count_elements(dataspace.dims, kMost / element_size);
  if (!count) {
    file.damaged(shape.body.at(), "has a dataset of 2^63 bytes or more", "less");
  }
  const Description description = {file, header, std::move(dataspace), element_size,
                                   *count * element_size};
  Hdf5Dataset dataset;
  dataset.type = number.type;
  dataset.values = std::visit([&](const auto& kind) { return read_values(description, kind); },
                              read_layout(layout.body));
  if (number.is_big_endian) reverse_elements(dataset.values, element_size);
  dataset.dims = description.dataspace.dims;
  dataset.attributes = read_attributes(header, heap);
  return dataset;
}

}  // namespace hourglass::formats::hdf5
