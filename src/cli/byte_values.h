// SPDX-License-Identifier: MIT
#pragma once

#include "hourglass/dataset.h"

namespace hourglass::cli {

// Samples that came as bytes divided by 255, as those bytes, while they are read.
Dataset as_bytes_again(const Dataset& samples);

}  // namespace hourglass::cli
