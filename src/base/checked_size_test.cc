// SPDX-License-Identifier: MIT
#include "base/checked_size.h"

#include <doctest/doctest.h>

#include <limits>

using hourglass::base::checked_size;

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("dimensions within the limit are multiplied") {
  const std::int64_t dims[] = {60000, 28, 28};
  CHECK(checked_size(dims, 60000 * 28 * 28) == 60000 * 28 * 28);
  CHECK_FALSE(checked_size(dims, 60000 * 28 * 28 - 1));
}

TEST_CASE("no dimensions make one number") {
  CHECK(checked_size({}, 1) == 1);
  CHECK_FALSE(checked_size({}, 0));
}

TEST_CASE("a product of 2^64 is above any limit") {
  const std::int64_t dims[] = {std::int64_t{1} << 32, std::int64_t{1} << 32};
  CHECK_FALSE(checked_size(dims, kMost));
  const std::int64_t most[] = {kMost, kMost, kMost};
  CHECK_FALSE(checked_size(most, kMost));
}

TEST_CASE("a zero makes the product zero wherever it stands") {
  const std::int64_t dims[] = {kMost, kMost, 0};
  CHECK(checked_size(dims, 10) == 0);
}
