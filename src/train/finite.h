// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "train/model_base.h"

namespace hourglass::train {

// Whose numbers are not all finite, in words: "the weights of Dense 'code'"; empty if there is
// nothing of the kind.
std::string find_non_finite(const ModelBase& model);

}  // namespace hourglass::train
