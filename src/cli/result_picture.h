// SPDX-License-Identifier: MIT
// What the trained network makes of ten images.
#pragma once

#include <filesystem>

#include "cli/train_data.h"
#include "cli/train_network.h"
#include "cli/train_settings.h"

namespace hourglass::cli {

// Validation images, or training images if there are none, above their reconstructions. With
// corruption: the originals, what the network saw, and what it made of it.
void write_result_picture(const std::filesystem::path& file, const TrainSettings& settings,
                          const TrainData& data, const TrainNetwork& network);

}  // namespace hourglass::cli
