// SPDX-License-Identifier: MIT
// Indexes of chunks: where each of them is.
#pragma once

#include <cstdint>
#include <vector>

#include "formats/hdf5/chunk_grid.h"
#include "formats/hdf5/dataspace.h"
#include "formats/hdf5/layout.h"

namespace hourglass::formats::hdf5 {

struct StoredChunk {
  std::uint64_t number;  // in the grid
  std::uint64_t at;
  std::uint64_t size;
  std::uint32_t left_out;  // filters, as in PackedChunk
};

// The chunks that were written, every one once. `chunk_size` is their size unpacked, in bytes;
// `can_grow` is the dataspace's.
std::vector<StoredChunk> read_chunk_index(File& file, const ChunkedLayout& layout,
                                          const ChunkGrid& grid, std::uint64_t chunk_size,
                                          bool can_grow);

}  // namespace hourglass::formats::hdf5
