// SPDX-License-Identifier: MIT
#include "tensorboard/crc32c.h"

#include <array>
#include <bit>

namespace hourglass::tensorboard {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // the lowest power in the highest bit

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table = {};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = remainder >> 1U ^ ((remainder & 1U) != 0 ? kPolynomial : 0);
    table[byte] = remainder;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kTable = make_table();

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes) {
  std::uint32_t remainder = ~0U;
  for (const std::byte byte : bytes)
    remainder =
        remainder >> 8U ^ kTable[(remainder ^ std::to_integer<std::uint32_t>(byte)) & 0xffU];
  return ~remainder;
}

std::uint32_t masked_crc32c(std::span<const std::byte> bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xa282ead8U;
}

}  // namespace hourglass::tensorboard
