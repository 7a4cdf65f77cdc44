// SPDX-License-Identifier: MIT
// An optimizer in a few words.
#pragma once

#include <string>

#include "hourglass/optimizers.h"

namespace hourglass::cli {

// "Adam 0.001", "Adam CosineDecay from 0.001".
std::string optimizer_text(const Optimizer& optimizer);

}  // namespace hourglass::cli
