// SPDX-License-Identifier: MIT
// Keras's compile_config: optimizer, losses, metrics.
#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "hourglass/model.h"
#include "keras/json_access.h"

namespace hourglass::keras {

// Throws unsupported for what Hourglass has not: other optimizers, schedules and losses.
// Metrics that it has not are left out; they change nothing about the training.
CompileOptions read_compile_config(const formats::Json& config,
                                   const std::vector<std::string>& output_names,
                                   const Place& place);

formats::OrderedJson write_compile_config(const CompileOptions& options);

}  // namespace hourglass::keras
