// SPDX-License-Identifier: MIT
// Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random
// numbers: as easy as 1, 2, 3", SC 2011). A number is a pure function of what it is for, so nothing
// has to be saved and no result depends on the order in which numbers are drawn.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace hourglass::base {

using RandomKey = std::array<std::uint32_t, 2>;

std::array<std::uint32_t, 2> threefry(RandomKey key, std::array<std::uint32_t, 2> counter);

// Every use of randomness has its own stream of the seed.
enum class RandomStream : std::uint32_t {
  weights = 1,
  shuffle,
  corruption,
  validation_corruption,
  layer,
  validation_layer,
  codes,
};

// The key of a stream; `a` and `b` tell apart uses within it (an epoch, a layer, a weight).
RandomKey derive_key(std::uint64_t seed, RandomStream stream, std::uint64_t a = 0,
                     std::uint64_t b = 0);
// The key of one sample within a use.
RandomKey sample_key(RandomKey key, std::int64_t sample);

// In [0, 1), 24 bits.
inline double uniform(std::uint32_t bits) { return (bits >> 8) * 0x1p-24; }

// A permutation of 0 .. count - 1.
std::vector<std::int64_t> random_permutation(RandomKey key, std::int64_t count);

}  // namespace hourglass::base
