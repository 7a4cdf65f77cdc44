// SPDX-License-Identifier: MIT
#include <memory>
#include <string>
#include <utility>

#include "base/quote.h"
#include "data/idx.h"
#include "data/rows.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

Shape sample_shape(const data::IdxHeader& header) {
  if (header.dims.size() == 3) return {header.dims[1], header.dims[2], 1};
  return Shape(std::vector<std::int64_t>(header.dims.begin() + 1, header.dims.end()));
}

data::RowLayout layout_of(const data::IdxHeader& header, bool scale_bytes) {
  const bool is_float = header.type == data::IdxType::float32;
  return {header.header_bytes,
          header.dims[0],
          sample_shape(header),
          {is_float ? data::ValueType::float32 : data::ValueType::uint8, std::endian::big,
           scale_bytes}};
}

}  // namespace

Dataset load_idx(const std::filesystem::path& path, bool scale_bytes) {
  const auto file = std::make_shared<const base::RegularFile>(path);
  if (file->size() > data::kMostInMemory) {
    if (const auto header = data::read_idx_header(*file))
      return data::rows_on_disk(file, layout_of(*header, scale_bytes));
  }
  data::IdxFile idx = data::read_idx(*file);
  const data::RowLayout layout = layout_of(idx.header, scale_bytes);
  return data::rows_in_memory(std::move(idx.contents), layout);
}

std::vector<std::int32_t> load_idx_labels(const std::filesystem::path& file) {
  const data::IdxFile idx = data::read_idx(base::RegularFile(file));
  if (idx.header.dims.size() != 1 || idx.header.type != data::IdxType::unsigned_byte) {
    throw Error(ErrorCode::bad_file, "idx",
                base::quote_path(file) + " has " + std::to_string(idx.header.dims.size()) +
                    " dimensions of " +
                    (idx.header.type == data::IdxType::float32 ? "float32" : "bytes") +
                    "; expected labels, which have 1 dimension of bytes; name the labels file");
  }
  std::vector<std::int32_t> labels;
  labels.reserve(idx.values().size());
  for (const std::byte label : idx.values()) labels.push_back(std::to_integer<std::int32_t>(label));
  return labels;
}

}  // namespace hourglass
