// SPDX-License-Identifier: MIT
// In words: which layers make an image another size, and which layer would bring it back.
#pragma once

#include <string>
#include <vector>

#include "train/shape_ladder.h"

namespace hourglass::train {

// Empty where the ladder ends with the shape that it begins with. `scale` is that of the output.
std::string shape_difference(const ShapeLadder& ladder, const std::vector<double>& scale);

}  // namespace hourglass::train
