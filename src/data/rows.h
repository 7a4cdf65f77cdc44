// SPDX-License-Identifier: MIT
// Samples that lie in a file one after another, values row-major: in memory as the bytes they are,
// or on disk. They become floats while batches are gathered.
#pragma once

#include <cstdint>
#include <memory>

#include "base/byte_buffer.h"
#include "base/regular_file.h"
#include "data/value_format.h"
#include "hourglass/dataset.h"

namespace hourglass::data {

// Of values; a larger file takes as much memory as this for its windows.
constexpr std::int64_t kMostInMemory = std::int64_t{512} << 20;

struct RowLayout {
  std::int64_t offset = 0;  // of the first sample; all of them have to be there
  std::int64_t samples = 0;
  Shape shape;
  ValueFormat format;
};

Dataset rows_in_memory(base::ByteBuffer contents, const RowLayout& layout);
Dataset rows_on_disk(std::shared_ptr<const base::RegularFile> file, const RowLayout& layout);

}  // namespace hourglass::data
