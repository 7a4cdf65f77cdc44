// SPDX-License-Identifier: MIT
// Where the network of a training comes from: a recipe, a file, or layers on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/model_notes.h"
#include "cli/train_settings.h"
#include "hourglass/model.h"

namespace hourglass::cli {

enum class SourceKind { recipe, table, sequence, mirrored, file };

struct ModelSource {
  SourceKind kind = SourceKind::recipe;
  std::string name;              // for messages and the history
  std::optional<Recipe> recipe;  // of kind recipe
  std::optional<Model> model;    // of kind file
  ModelNotes notes = {};         // of kind file
};

// What `train` takes as its model beside files: the recipes, "table" for tables, and "conv1d" for
// windows of series.
std::vector<std::string_view> trainable_names();

// Opens the file, where it is one. Throws invalid_argument for a name that is neither a recipe's
// nor that of a file, as load() for a file, and for options that the source has no use for.
ModelSource find_model_source(const TrainSettings& settings);

}  // namespace hourglass::cli
