// SPDX-License-Identifier: MIT
// A training's error beside that of giving the average sample whatever comes in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/active_units.h"
#include "cli/training.h"

namespace hourglass::cli {

struct WhatWasLearned {
  double mse = 0;              // of the epoch's validation; of its training if there is none
  double mse_of_the_mean = 0;  // on the same samples, of the average one for training
  std::optional<analysis::ActiveUnits> units = {};  // of a variational code, on the same samples
};

// Nothing where the mean squared error is not among the logs. Of very many samples so many are
// averaged, from all over the data, as have 2^23 numbers.
// `epoch` counts from 0: the one whose weights are kept, the last unless given.
std::optional<WhatWasLearned> what_was_learned(const Training& training, const History& history,
                                               std::optional<std::int64_t> epoch = std::nullopt);

// A line: "validation mse 0.0107; giving the average sample for every one has 0.0868"; says so if
// that is less than 5 % better. Another of a variational code: "2 of 2 units of the code are
// active".
std::string text_of(const WhatWasLearned& learned, bool validated);

}  // namespace hourglass::cli
