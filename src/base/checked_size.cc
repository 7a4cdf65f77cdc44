// SPDX-License-Identifier: MIT
#include "base/checked_size.h"

#include <algorithm>

namespace hourglass::base {

std::optional<std::int64_t> checked_size(std::span<const std::int64_t> dims, std::int64_t limit) {
  // A zero after dimensions that overflow still makes the product zero.
  if (std::find(dims.begin(), dims.end(), 0) != dims.end()) return 0;
  std::int64_t product = 1;
  for (const std::int64_t dim : dims) {
    if (product > limit / dim) return std::nullopt;
    product *= dim;
  }
  if (product > limit) return std::nullopt;
  return product;
}

}  // namespace hourglass::base
