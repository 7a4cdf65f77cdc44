// SPDX-License-Identifier: MIT
// bfloat16: the upper half of a float32, 8 bits of precision in float32's range. Kernels take such
// numbers two at a time and sum in float32.
#pragma once

#include <bit>
#include <cstdint>

namespace hourglass::kernels {

// Number 2p of a sum in the upper half, number 2p + 1 in the lower: Intel's VDPBF16PS multiplies
// the upper halves first, so that its sum is one chain from the first number on.
using Bfloat16Pair = std::uint32_t;

inline float upper(Bfloat16Pair pair) { return std::bit_cast<float>(pair & 0xffff0000U); }
inline float lower(Bfloat16Pair pair) { return std::bit_cast<float>(pair << 16U); }

// To the nearest, ties to even; denormals to 0, with their sign.
inline float round_to_bfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t magnitude = bits & 0x7fffffffU;
  std::uint32_t rounded = bits + 0x7fffU + (bits >> 16U & 1U);
  if (magnitude < 0x00800000U) rounded = bits & 0x80000000U;
  if (magnitude > 0x7f800000U) rounded = bits | 0x00400000U;  // a NaN stays one
  return std::bit_cast<float>(rounded & 0xffff0000U);
}

inline Bfloat16Pair bfloat16_pair(float upper, float lower) {
  return std::bit_cast<std::uint32_t>(round_to_bfloat16(upper)) |
         std::bit_cast<std::uint32_t>(round_to_bfloat16(lower)) >> 16U;
}

// A matrix rounded and packed; an odd number out has a 0 beside it.
//   along rows    pairs[r][p] are x[r][2p] and x[r][2p + 1]
//   across rows   pairs[p][c] are x[2p][c] and x[2p + 1][c]
template <class T>
struct PackBfloat16Arguments {
  std::int64_t rows, columns;
  const T* x;
  std::int64_t x_row;
  Bfloat16Pair* pairs;
  std::int64_t pairs_row;
};

inline std::int64_t count_pairs(std::int64_t numbers) { return (numbers + 1) / 2; }

}  // namespace hourglass::kernels
