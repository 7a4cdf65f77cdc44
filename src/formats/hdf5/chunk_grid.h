// SPDX-License-Identifier: MIT
// An array cut into chunks of the same dimensions. Chunks are numbered row-major; those at the end
// of a dimension may reach beyond the array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hourglass::formats::hdf5 {

class ChunkGrid {
 public:
  // As many dimensions of the one as of the other, none of them 0, and the elements of the array
  // are no more than fit into 63 bits.
  ChunkGrid(const std::vector<std::int64_t>& dims, const std::vector<std::uint64_t>& chunk_dims);

  std::size_t rank() const { return dims_.size(); }
  std::uint64_t size() const;  // in chunks
  // The chunk whose first element this is, if there is one.
  std::optional<std::uint64_t> find(std::span<const std::uint64_t> first_element) const;
  bool reaches_beyond(std::uint64_t chunk) const;
  // Copies what is within the array of one chunk to its place.
  void place(std::uint64_t chunk, std::span<const std::byte> chunk_values, std::size_t element_size,
             std::span<std::byte> values) const;

 private:
  // What of a chunk lies within the array, along one dimension.
  struct Extent {
    std::uint64_t first;
    std::uint64_t count;
  };
  std::vector<Extent> extents(std::uint64_t chunk) const;

  std::vector<std::uint64_t> dims_;
  std::vector<std::uint64_t> chunk_dims_;
};

}  // namespace hourglass::formats::hdf5
