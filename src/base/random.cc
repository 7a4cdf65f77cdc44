// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <bit>
#include <numeric>
#include <utility>

namespace hourglass::base {

std::array<std::uint32_t, 2> threefry(RandomKey key, std::array<std::uint32_t, 2> counter) {
  constexpr int kRotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  const std::uint32_t schedule[3] = {key[0], key[1], 0x1BD11BDAU ^ key[0] ^ key[1]};
  std::uint32_t x0 = counter[0] + schedule[0];
  std::uint32_t x1 = counter[1] + schedule[1];
  for (std::uint32_t group = 0; group < 5; ++group) {
    for (int rotation : kRotations[group % 2]) {
      x0 += x1;
      x1 = std::rotl(x1, rotation) ^ x0;
    }
    x0 += schedule[(group + 1) % 3];
    x1 += schedule[(group + 2) % 3] + group + 1;
  }
  return {x0, x1};
}

RandomKey derive_key(std::uint64_t seed, RandomStream stream, std::uint64_t a, std::uint64_t b) {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  RandomKey key = threefry({low(seed), high(seed)}, {static_cast<std::uint32_t>(stream), 0});
  key = threefry(key, {low(a), high(a)});
  return threefry(key, {low(b), high(b)});
}

RandomKey sample_key(RandomKey key, std::int64_t sample) {
  const auto bits = static_cast<std::uint64_t>(sample);
  return threefry(key, {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)});
}

std::vector<std::int64_t> random_permutation(RandomKey key, std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (std::int64_t i = count - 1; i > 0; --i) {
    const auto bits = static_cast<std::uint64_t>(i);
    const auto drawn =
        threefry(key, {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)});
    // A 64-bit draw scaled to [0, i]: its bias is below count / 2^64.
    const std::uint64_t wide = (static_cast<std::uint64_t>(drawn[0]) << 32) | drawn[1];
    __extension__ using Product = unsigned __int128;
    const auto j = static_cast<std::size_t>((static_cast<Product>(wide) * (bits + 1)) >> 64);
    std::swap(order[static_cast<std::size_t>(i)], order[j]);
  }
  return order;
}

}  // namespace hourglass::base
