// SPDX-License-Identifier: MIT
// Part of the data that stands for all of it.
#pragma once

#include <cstdint>

#include "hourglass/dataset.h"

namespace hourglass::cli {

// Samples of so many numbers together at most, one at least, evenly spread over all: what comes
// first may be of one kind. All of them where they are so few.
Dataset spread(const Dataset& data, std::int64_t numbers);

}  // namespace hourglass::cli
