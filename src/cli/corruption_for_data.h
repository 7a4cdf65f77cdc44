// SPDX-License-Identifier: MIT
// What a corruption has to know of the data.
#pragma once

#include <optional>
#include <string_view>

#include "hourglass/corruption.h"

namespace hourglass::cli {

// With the range and the shape of images of `samples`, which are as the network takes them.
// Gaussian noise is clipped to [0, 1] where no number lies outside. Throws invalid_argument for
// salt and pepper of samples that go beyond it, shape_mismatch for blur of no images: of samples
// whose shape says nothing of it where `image_shape` does not either.
CorruptionKind corruption_for_data(CorruptionKind corruption, std::string_view option,
                                   const Dataset& samples, const std::optional<Shape>& image_shape);

}  // namespace hourglass::cli
