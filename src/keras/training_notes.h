// SPDX-License-Identifier: MIT
// The state of a training as JSON, for metadata.json.
#pragma once

#include "formats/json.h"
#include "hourglass/callbacks.h"
#include "keras/json_access.h"

namespace hourglass::keras {

formats::OrderedJson to_json(const TrainingState& state);
// Without the weights, which are no JSON.
formats::OrderedJson to_json(const EarlyStoppingState& state);

// Throw bad_file for what to_json does not write.
TrainingState training_state_from_json(const formats::Json& json, const Place& place);
EarlyStoppingState early_stopping_from_json(const formats::Json& json, const Place& place);

}  // namespace hourglass::keras
