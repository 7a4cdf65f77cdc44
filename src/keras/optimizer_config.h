// SPDX-License-Identifier: MIT
// Keras's description of an optimizer.
#pragma once

#include "formats/json.h"
#include "hourglass/optimizers.h"
#include "keras/json_access.h"

namespace hourglass::keras {

// Throws unsupported, by name, for optimizers and options that Hourglass has not.
Optimizer read_optimizer(const formats::Json& value, const Place& place);

formats::OrderedJson write_optimizer(const Optimizer& optimizer);

}  // namespace hourglass::keras
