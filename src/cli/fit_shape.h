// SPDX-License-Identifier: MIT
// Data of one shape where a network takes another.
#pragma once

#include <optional>

#include "hourglass/dataset.h"

namespace hourglass::cli {

// Rows may be had of images of as many numbers and images of such rows, and a plane is an image of
// one channel; but one image shape is not another. Nothing where they do not fit.
bool fits_shape(const Shape& given, const Shape& needed);
std::optional<Dataset> fit_shape(const Dataset& samples, const Shape& needed);

}  // namespace hourglass::cli
