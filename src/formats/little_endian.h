// SPDX-License-Identifier: MIT
// Unsigned numbers as bytes, least significant first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hourglass::formats {

// The number in bytes [offset, offset + size). Here and below size is at most 8.
inline std::uint64_t little_endian(std::span<const std::byte> bytes, std::size_t offset,
                                   std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[offset + i]);
  return value;
}

inline void append_little_endian(std::vector<std::byte>& bytes, std::uint64_t value,
                                 std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xffU));
}

}  // namespace hourglass::formats
