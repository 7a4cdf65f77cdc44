// SPDX-License-Identifier: MIT
// A training as TensorBoard shows it while it goes on.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "hourglass/callbacks.h"
#include "picture/contact_sheet.h"
#include "tensorboard/event_file.h"

namespace hourglass::tensorboard {

struct EventLogOptions {
  std::filesystem::path folder;
  bool validates = false;  // whether the training has validation data
  // What the network makes of some samples; empty where they are no images.
  std::function<picture::ContactSheet()> draw = {};
};

// Runs are folders to TensorBoard: of what is measured on the training's samples, and on others.
std::filesystem::path train_folder(const std::filesystem::path& folder);
std::filesystem::path validation_folder(const std::filesystem::path& folder);

// Writes what Keras's callback of the name TensorBoard writes, with its tags and steps
// (keras/src/callbacks/tensorboard.py): after each epoch epoch_loss, epoch_mse, ... and
// epoch_learning_rate to train/, the same of validation to validation/, and there
// evaluation_loss_vs_iterations, ... by the steps of the optimizer. And, beyond Keras, the pictures
// "reconstructions": after the first epoch, the last, and about ten in between, which is as many as
// TensorBoard keeps. A failed write does not end the training.
class EventLog : public Callback {
 public:
  // Throws as EventFile.
  explicit EventLog(const EventLogOptions& options);

  void on_train_begin(Model&, const TrainingPlan& plan) override;
  void on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) override;

  // Throws as EventFile.
  void check() const;

 private:
  bool wants_picture(std::int64_t epoch) const;

  std::function<picture::ContactSheet()> draw_;
  std::int64_t epochs_ = 0;
  EventFile train_;
  std::optional<EventFile> validation_;
};

}  // namespace hourglass::tensorboard
