// SPDX-License-Identifier: MIT
//
// A layout message:
//   version (3, 4, 5)
//   kind: 0 compact, 1 contiguous, 2 chunked, 3 virtual
//   compact       size, 2 bytes; values
//   contiguous    address, size
//   chunked, 3    rank + 1; address of the B-tree; dimensions, 4 bytes each; size of an element,
//                   4 bytes
//   chunked, 4    flags: bit 0 edges are not packed, bit 1 one packed chunk
//     and 5       rank + 1
//                 width of the dimensions
//                 dimensions and size of an element
//                 kind of index: 1 a single chunk, 2 none, 3 fixed array, 4 extensible array, 5
//                 B-tree of a single chunk, with bit 1: its size, 8 bytes; filters left out, 4
//                 bytes of a fixed array: log2 of the size of its pages address of the index
#include "formats/hdf5/layout.h"

#include <algorithm>
#include <string>

namespace hourglass::formats::hdf5 {
namespace {

void read_chunk_dims(Cursor& message, std::size_t count, std::size_t width, ChunkedLayout& layout) {
  const std::uint64_t at = message.at();
  for (std::size_t i = 0; i < count; ++i) layout.dims.push_back(message.number(width));
  if (count < 2 || std::ranges::count(layout.dims, 0U) > 0) {
    message.file().damaged(at, "has chunks without values", "at least 1 dimension, none of them 0");
  }
  layout.element_size = layout.dims.back();
  layout.dims.pop_back();
}

ChunkedLayout read_chunked_3(Cursor& message) {
  ChunkedLayout layout;
  const std::size_t count = message.u8();
  layout.at = message.u64();
  read_chunk_dims(message, count, 4, layout);
  return layout;
}

ChunkIndex read_index_kind(Cursor& message) {
  const std::uint64_t at = message.at();
  switch (const int kind = message.u8()) {
    case 1:
      return ChunkIndex::single;
    case 2:
      return ChunkIndex::implicit;
    case 3:
      return ChunkIndex::fixed_array;
    default:
      message.file().unsupported(at,
                                 "has an index of kind " + std::to_string(kind) +
                                     " for the chunks of an array that can grow",
                                 "chunks as h5py makes them by default");
  }
}

ChunkedLayout read_chunked_4(Cursor& message) {
  ChunkedLayout layout;
  const unsigned flags = message.u8();
  const std::size_t count = message.u8();
  const std::uint64_t at = message.at();
  const std::size_t width = message.u8();
  if (width < 1 || width > 8) {
    message.file().damaged(at, "has dimensions of " + std::to_string(width) + " bytes", "1 to 8");
  }
  read_chunk_dims(message, count, width, layout);
  layout.leaves_edges_unpacked = (flags & 1U) != 0;
  layout.index = read_index_kind(message);
  if (layout.index == ChunkIndex::single && (flags & 2U) != 0) {
    layout.single_size = message.u64();
    layout.single_mask = message.u32();
  }
  if (layout.index == ChunkIndex::fixed_array) message.skip(1);
  layout.at = message.u64();
  return layout;
}

}  // namespace

Layout read_layout(Cursor message) {
  const std::uint64_t at = message.at();
  const int version = message.u8();
  if (version < 3 || version > 5) {
    message.file().unsupported(at, "has a layout of version " + std::to_string(version), "3 to 5");
  }
  const int kind = message.u8();
  switch (kind) {
    case 0:
      return CompactLayout{message.part(message.u16())};
    case 1: {
      const std::uint64_t address = message.u64();
      return ContiguousLayout{address, message.u64()};
    }
    case 2:
      return version == 3 ? read_chunked_3(message) : read_chunked_4(message);
    default:
      message.file().unsupported(at,
                                 kind == 3
                                     ? "has a virtual dataset, whose values are in other files"
                                     : "has a layout of kind " + std::to_string(kind),
                                 "values in this file");
  }
}

}  // namespace hourglass::formats::hdf5
