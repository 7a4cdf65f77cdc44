// SPDX-License-Identifier: MIT
// A checkpoint: a .keras file that any reader of such files opens, and beside the model, where
// Keras does not look, what a training needs to go on as if it had never stopped.
#pragma once

#include <filesystem>
#include <optional>

#include "hourglass/callbacks.h"
#include "keras/model_file.h"

namespace hourglass::keras {

struct Checkpoint {
  ModelFile file;
  TrainingState state;
  std::optional<EarlyStoppingState> early_stopping;
  std::optional<ReduceLROnPlateauState> reduce_lr_on_plateau;
  std::optional<ModelCheckpointState> model_checkpoint;
  formats::Json settings;  // what write_checkpoint was given
};

// What the callbacks of a training remember; nullptr for those that it has not.
struct CallbackStates {
  const EarlyStoppingState* early_stopping = nullptr;
  const ReduceLROnPlateauState* reduce_lr_on_plateau = nullptr;
  const ModelCheckpointState* model_checkpoint = nullptr;
};

// `settings` is for whoever resumes, to be compared; `notes` as in write_model_file. Throws
// non_finite, and writes nothing, if a weight is not finite; io.
void write_checkpoint(const std::filesystem::path& path, const Model& model,
                      const formats::OrderedJson& notes, const TrainingState& state,
                      const CallbackStates& callbacks, const formats::OrderedJson& settings);

// Throws bad_file unless the file is, byte for byte, what write_checkpoint writes: no bit of it can
// have changed; unsupported for one of a newer Hourglass. Whether state and model are those of a
// training is for fit to check.
Checkpoint read_checkpoint(const std::filesystem::path& path);

}  // namespace hourglass::keras
