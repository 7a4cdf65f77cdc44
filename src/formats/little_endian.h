// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hourglass::formats {

// The unsigned number in bytes [offset, offset + size), least significant first; size is at most 8.
inline std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t offset,
                                   std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[offset + i]);
  return value;
}

}  // namespace hourglass::formats
