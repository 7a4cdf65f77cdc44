// SPDX-License-Identifier: MIT
// Layouts: where the values of a dataset are.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

// In the message itself.
struct CompactLayout {
  Cursor values;
};
// In one piece; at kUndefined if nothing was ever written.
struct ContiguousLayout {
  std::uint64_t at;
  std::uint64_t size;
};

enum class ChunkIndex { btree, single, implicit, fixed_array };

// In pieces of the same dimensions, found through an index, each piece packed for itself.
struct ChunkedLayout {
  std::vector<std::uint64_t> dims;  // of a chunk
  std::uint64_t element_size = 0;
  ChunkIndex index = ChunkIndex::btree;
  std::uint64_t at = kUndefined;  // of the index, or of the chunks themselves
  // Chunks at the end of a dimension that are only partly used are not packed.
  bool leaves_edges_unpacked = false;
  // A single, packed chunk has its size and the filters left out here.
  std::optional<std::uint64_t> single_size;
  std::uint32_t single_mask = 0;
};

using Layout = std::variant<CompactLayout, ContiguousLayout, ChunkedLayout>;

// Throws unsupported for virtual datasets, whose values are in other files, and for indexes of
// chunks other than those above.
Layout read_layout(Cursor message);

}  // namespace hourglass::formats::hdf5
