// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "hourglass/dataset.h"

namespace hourglass::data {

// Throws bad_file, naming row and column (or the place in the image), at the first number that is
// not finite. Reads the samples, unless they are known to be finite or too many to be in memory:
// those training meets by its loss. `name` is the data's, for the message.
void check_finite(const Dataset& samples, const std::string& name);

}  // namespace hourglass::data
