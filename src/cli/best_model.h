// SPDX-License-Identifier: MIT
// --save-best: the model of the best epoch so far, as --out writes it.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/training.h"
#include "hourglass/callbacks.h"

namespace hourglass::cli {

class BestModel : public ModelCheckpoint {
 public:
  // `training` must outlive this.
  BestModel(const std::filesystem::path& path, const Training& training)
      : ModelCheckpoint({.filepath = path, .save_best_only = true}), training_(training) {}

  void on_state(Model& model, const TrainingState& state) override;

 protected:
  // When the history of the epoch is known, which the file holds, too.
  void write(const Model&, const std::filesystem::path& path) override { due_ = path; }

 private:
  const Training& training_;
  std::filesystem::path due_;
};

// Writes the trained model with its notes.
void write_trained_model(const std::filesystem::path& path, const Training& training,
                         const History& history);

}  // namespace hourglass::cli
