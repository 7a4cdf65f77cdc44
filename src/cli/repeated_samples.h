// SPDX-License-Identifier: MIT
// Samples that are there more than once.
#pragma once

#include <cstdint>
#include <optional>

#include "hourglass/dataset.h"

namespace hourglass::cli {

struct RepeatedSamples {
  std::int64_t within = 0;  // samples that equal an earlier one of the same data
  // Samples of the other data that equal one of these, and the first of them; counting from 1.
  std::int64_t across = 0;
  std::int64_t first = 0;
};

// Told by 64-bit digests of the numbers, of which among a million samples two differing ones are
// alike in one case of 10^7. Looks at the first `most` samples of each.
RepeatedSamples repeated_samples(const Dataset& data, const std::optional<Dataset>& other,
                                 std::int64_t most);

}  // namespace hourglass::cli
