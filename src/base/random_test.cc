// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace hourglass::base;

// The known answers of the authors' Random123 distribution (kat_vectors, threefry2x32 20).
TEST_CASE("threefry gives the published known answers") {
  CHECK(threefry({0, 0}, {0, 0}) == std::array<std::uint32_t, 2>{0x6b200159U, 0x99ba4efeU});
  CHECK(threefry({0xffffffffU, 0xffffffffU}, {0xffffffffU, 0xffffffffU}) ==
        std::array<std::uint32_t, 2>{0x1cb996fcU, 0xbb002be7U});
  CHECK(threefry({0x13198a2eU, 0x03707344U}, {0x243f6a88U, 0x85a308d3U}) ==
        std::array<std::uint32_t, 2>{0xc4923a9cU, 0x483df7a0U});
}

TEST_CASE("a permutation holds every index once and depends on the key") {
  auto order = random_permutation(derive_key(1, RandomStream::shuffle), 1000);
  CHECK(order != random_permutation(derive_key(2, RandomStream::shuffle), 1000));
  CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 1000; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("streams and samples have keys of their own") {
  CHECK(derive_key(7, RandomStream::weights) != derive_key(7, RandomStream::shuffle));
  CHECK(derive_key(7, RandomStream::layer, 1, 0) != derive_key(7, RandomStream::layer, 0, 1));
  CHECK(sample_key({1, 2}, 3) != sample_key({1, 2}, 3 + (std::int64_t{1} << 32)));
}
