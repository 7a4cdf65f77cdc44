// SPDX-License-Identifier: MIT
// A finished training as JSON: what was asked for, what came out, and the digest of the weights.
#pragma once

#include <string>

#include "cli/model_source.h"
#include "cli/train_data.h"
#include "cli/train_network.h"
#include "cli/train_settings.h"
#include "hourglass/model.h"

namespace hourglass::cli {

struct Training {
  const TrainSettings& settings;
  const ModelSource& source;
  const TrainData& data;
  const TrainNetwork& network;
};

std::string history_text(const Training& training, const History& history,
                         double seconds_to_first_step);

}  // namespace hourglass::cli
