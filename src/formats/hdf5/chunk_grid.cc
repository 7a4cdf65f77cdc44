// SPDX-License-Identifier: MIT
#include "formats/hdf5/chunk_grid.h"

#include <algorithm>
#include <cstring>

namespace hourglass::formats::hdf5 {

ChunkGrid::ChunkGrid(const std::vector<std::int64_t>& dims,
                     const std::vector<std::uint64_t>& chunk_dims)
    : dims_(dims.begin(), dims.end()), chunk_dims_(chunk_dims) {}

std::uint64_t ChunkGrid::size() const {
  std::uint64_t size = 1;
  for (std::size_t axis = 0; axis < rank(); ++axis)
    size *= (dims_[axis] - 1) / chunk_dims_[axis] + 1;
  return size;
}

std::optional<std::uint64_t> ChunkGrid::find(std::span<const std::uint64_t> first_element) const {
  std::uint64_t chunk = 0;
  for (std::size_t axis = 0; axis < rank(); ++axis) {
    const std::uint64_t first = first_element[axis];
    if (first >= dims_[axis] || first % chunk_dims_[axis] != 0) return std::nullopt;
    chunk = chunk * ((dims_[axis] - 1) / chunk_dims_[axis] + 1) + first / chunk_dims_[axis];
  }
  return chunk;
}

std::vector<ChunkGrid::Extent> ChunkGrid::extents(std::uint64_t chunk) const {
  std::vector<Extent> extents(rank());
  for (std::size_t axis = rank(); axis-- > 0;) {
    const std::uint64_t chunks = (dims_[axis] - 1) / chunk_dims_[axis] + 1;
    const std::uint64_t first = chunk % chunks * chunk_dims_[axis];
    extents[axis] = {first, std::min(chunk_dims_[axis], dims_[axis] - first)};
    chunk /= chunks;
  }
  return extents;
}

bool ChunkGrid::reaches_beyond(std::uint64_t chunk) const {
  const auto within = extents(chunk);
  for (std::size_t axis = 0; axis < rank(); ++axis)
    if (within[axis].count < chunk_dims_[axis]) return true;
  return false;
}

void ChunkGrid::place(std::uint64_t chunk, std::span<const std::byte> chunk_values,
                      std::size_t element_size, std::span<std::byte> values) const {
  const auto within = extents(chunk);
  const auto row_size = static_cast<std::size_t>(within.back().count) * element_size;
  // The row at hand, by its place in the chunk along every dimension but the last.
  std::vector<std::uint64_t> row(rank() - 1);
  while (true) {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    for (std::size_t axis = 0; axis < rank(); ++axis) {
      const std::uint64_t index = axis < row.size() ? row[axis] : 0;
      from = from * chunk_dims_[axis] + index;
      to = to * dims_[axis] + within[axis].first + index;
    }
    std::memcpy(values.data() + to * element_size, chunk_values.data() + from * element_size,
                row_size);
    std::size_t axis = row.size();
    while (axis > 0 && ++row[axis - 1] == within[axis - 1].count) row[--axis] = 0;
    if (axis == 0) return;
  }
}

}  // namespace hourglass::formats::hdf5
