// SPDX-License-Identifier: MIT
//
// A key of the B-tree:
//   size of the chunk, 4 bytes
//   filters left out, 4 bytes
//   its first element, 8 bytes for each dimension, and 8 more (0)
#include "formats/hdf5/chunk_index.h"

#include <string>

#include "formats/hdf5/btree.h"
#include "formats/hdf5/fixed_array.h"

namespace hourglass::formats::hdf5 {
namespace {

StoredChunk read_key(Cursor key, const ChunkGrid& grid, std::uint64_t child) {
  const std::uint64_t at = key.at();
  const std::uint64_t size = key.u32();
  const std::uint32_t left_out = key.u32();
  std::vector<std::uint64_t> first(grid.rank());
  for (std::uint64_t& coordinate : first) coordinate = key.u64();
  const auto number = grid.find(first);
  if (!number) {
    key.file().damaged(at, "has a chunk that is not in the array", "one that is");
  }
  return {*number, child, size, left_out};
}

std::vector<StoredChunk> read_btree(File& file, const ChunkedLayout& layout,
                                    const ChunkGrid& grid) {
  std::vector<StoredChunk> chunks;
  visit_btree(file, layout.at, BTreeType::chunks, 16 + 8 * grid.rank(),
              [&](const Cursor& key, std::uint64_t child) {
                const StoredChunk chunk = read_key(key, grid, child);
                if (!chunks.empty() && chunk.number <= chunks.back().number) {
                  file.damaged(key.at(), "has a chunk out of order", "each once, in order");
                }
                chunks.push_back(chunk);
              });
  return chunks;
}

std::vector<StoredChunk> one_after_another(File& file, std::uint64_t at, std::uint64_t count,
                                           std::uint64_t size) {
  // Before anything is multiplied or allocated.
  if (count > file.size() / size) {
    file.damaged(at,
                 "has " + std::to_string(count) + " chunks of " + std::to_string(size) + " bytes",
                 "them within the " + std::to_string(file.size()) + " bytes of the file");
  }
  std::vector<StoredChunk> chunks;
  for (std::uint64_t i = 0; i < count; ++i) chunks.push_back({i, at + i * size, size, 0});
  return chunks;
}

}  // namespace

std::vector<StoredChunk> read_chunk_index(File& file, const ChunkedLayout& layout,
                                          const ChunkGrid& grid, std::uint64_t chunk_size,
                                          bool can_grow) {
  if (layout.at == kUndefined) return {};
  if (layout.index == ChunkIndex::btree) return read_btree(file, layout, grid);
  if (layout.index == ChunkIndex::single) {
    if (grid.size() != 1) {
      file.damaged(layout.at, "has 1 of " + std::to_string(grid.size()) + " chunks", "all of them");
    }
    return {{0, layout.at, layout.single_size.value_or(chunk_size), layout.single_mask}};
  }
  // These number the chunks of the largest array that may come.
  if (can_grow) {
    file.unsupported(layout.at, "has the chunks of an array that can grow",
                     "chunks as h5py makes them by default");
  }
  if (layout.index == ChunkIndex::fixed_array) {
    return read_fixed_array(file, layout.at, grid.size(), chunk_size);
  }
  return one_after_another(file, layout.at, grid.size(), chunk_size);
}

}  // namespace hourglass::formats::hdf5
