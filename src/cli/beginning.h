// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "hourglass/dataset.h"

namespace hourglass::cli {

// The first samples, of so many numbers together at most; one sample at least.
inline Dataset beginning(const Dataset& data, std::int64_t numbers) {
  const std::int64_t most = std::max<std::int64_t>(numbers / data.shape().size(), 1);
  return data.size() <= most ? data : data.slice(0, most);
}

}  // namespace hourglass::cli
