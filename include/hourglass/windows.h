// SPDX-License-Identifier: MIT
// Rows in the order of time as overlapping windows: how an autoencoder is trained on a series.
#pragma once

#include <cstdint>

#include "hourglass/dataset.h"

namespace hourglass {

struct WindowOptions {
  std::int64_t length = 0;  // rows in a window
  std::int64_t stride = 1;  // from the first row of one window to that of the next
};

// Windows [length, features] of rows [features]: the first begins with the first row, and there are
// as many as fit, so that none goes beyond the last. They are gathered as they are asked for and
// take no memory of their own. Throws invalid_argument unless length and stride are 1 at least,
// shape_mismatch for samples that are no rows, and for fewer rows than one window has.
Dataset windows(const Dataset& rows, const WindowOptions& options);

}  // namespace hourglass
