// SPDX-License-Identifier: MIT
// The images a training reads, in the shape its network takes.
#pragma once

#include <optional>

#include "cli/train_settings.h"
#include "hourglass/dataset.h"

namespace hourglass::cli {

struct TrainData {
  Dataset images;
  std::optional<Dataset> validation;
  Shape image_shape;  // [height, width, channels], which the recipe's shape may have lost
};

// Throws as load_images, and shape_mismatch if the images do not fit the recipe.
TrainData load_train_data(const TrainSettings& settings);

}  // namespace hourglass::cli
