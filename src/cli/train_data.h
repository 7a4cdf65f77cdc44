// SPDX-License-Identifier: MIT
// The samples a training reads, in the shape its network takes.
#pragma once

#include <optional>
#include <string>

#include "cli/model_source.h"
#include "cli/train_settings.h"
#include "hourglass/dataset.h"
#include "hourglass/labels.h"

namespace hourglass::cli {

struct TrainData {
  Dataset samples;
  std::optional<Dataset> validation;
  Shape shape;              // of the samples as they were read, of validation if there is any
  bool has_images = false;  // or rows
  std::optional<TableSchema> schema = {};
  // Of samples that are windows: which, and the rows that those for training and those for
  // validation are made of.
  std::optional<WindowOptions> window = {};
  std::optional<Dataset> rows = {}, validation_rows = {};
  Labels shown_labels = {};           // of shown(); empty where there are none
  std::int64_t patches_an_image = 1;  // above 1 where images were cut into patches

  // What results are shown of: the samples for validation, or if there are none the training's.
  const Dataset& shown() const { return validation ? *validation : samples; }
};

// What the samples are: "images", "patches", "rows", "windows of 8 rows".
std::string noun(const TrainData& data);

// A recipe of the source becomes one for images of the data's size. Throws as load_data, and
// shape_mismatch if the data does not fit the source.
TrainData load_train_data(const TrainSettings& settings, ModelSource& source);

}  // namespace hourglass::cli
