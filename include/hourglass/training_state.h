// SPDX-License-Identifier: MIT
// Where a training stands between two of its steps.
#pragma once

#include <cstdint>

#include "hourglass/history.h"

namespace hourglass {

// Beside the model's weights and its optimizer's state, which a file of the model holds, all that
// fit needs to go on as if it had never stopped: the same weights and logs to the last bit. Random
// numbers have no state: they are functions of seed, epoch and sample.
struct TrainingState {
  std::int64_t epoch = 0;  // how many are complete, validation and all
  std::int64_t step = 0;   // how many of the epoch after those
  Logs sums = {};          // of the logs of these steps, each times its samples
  double seconds = 0;      // that these steps took
  History history = {};    // of the complete epochs
};

}  // namespace hourglass
