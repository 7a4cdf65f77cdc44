// SPDX-License-Identifier: MIT
// Keras's description of a learning rate: a number or a schedule.
#pragma once

#include "formats/json.h"
#include "hourglass/learning_rate.h"
#include "keras/json_access.h"

namespace hourglass::keras {

// Throws unsupported, by name, for schedules that Hourglass has not.
LearningRate read_learning_rate(const formats::Json& value, const Place& place);

formats::OrderedJson write_learning_rate(const LearningRate& learning_rate);

// Doubles that came from a float, as 0.001F, are written as that float is.
double as_written(double number);

}  // namespace hourglass::keras
