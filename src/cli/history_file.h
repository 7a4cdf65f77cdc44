// SPDX-License-Identifier: MIT
// A finished training as JSON: what was asked for, what came out, and the digest of the weights.
#pragma once

#include <filesystem>
#include <string>

#include "cli/train_data.h"
#include "cli/train_settings.h"
#include "hourglass/model.h"

namespace hourglass::cli {

void write_history(const std::filesystem::path& file, const TrainSettings& settings,
                   const TrainData& data, const Model& model, const History& history,
                   double seconds_to_first_step);

}  // namespace hourglass::cli
