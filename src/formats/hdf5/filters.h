// SPDX-License-Identifier: MIT
// Filters: how chunks are packed, and unpacking them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

struct PackedChunk {
  std::uint64_t at;  // where it is
  std::span<const std::byte> bytes;
  std::uint32_t
      left_out;  // a bit for each filter that was not applied, the first filter's the lowest
};

class Filters {
 public:
  Filters() = default;  // none
  // `message` is a filter pipeline message. Throws unsupported for filters other than gzip, shuffle
  // and Fletcher's checksum, and for any of them twice.
  explicit Filters(Cursor message);

  bool empty() const { return kinds_.empty(); }

  // Returns `size` bytes. Throws bad_file if the chunk gives more or fewer.
  std::vector<std::byte> unpack(File& file, const PackedChunk& chunk, std::uint64_t element_size,
                                std::uint64_t size) const;

 private:
  enum class Kind : std::uint16_t { gzip = 1, shuffle = 2, fletcher32 = 3 };

  static Kind read_filter(Cursor& message, int version);

  std::vector<Kind> kinds_;  // in the order in which they were applied
};

}  // namespace hourglass::formats::hdf5
