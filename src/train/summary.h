// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "graph/functional.h"

namespace hourglass::train {

// Keras's table of layers.
std::string summary(const graph::Functional& model);

}  // namespace hourglass::train
