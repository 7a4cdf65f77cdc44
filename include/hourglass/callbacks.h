// SPDX-License-Identifier: MIT
// What watches and steers a training. Callbacks run on the thread that called fit, between steps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "hourglass/history.h"
#include "hourglass/training_state.h"

namespace hourglass {

class Model;

struct TrainingPlan {
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t samples = 0;
};

class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin(Model&, const TrainingPlan&) {}
  // Again for an epoch that is gone on with in its midst.
  virtual void on_epoch_begin(Model&, std::int64_t /*epoch*/) {}
  // `step` counts from 0 within the epoch; `logs` hold the means so far.
  virtual void on_train_batch_end(Model&, std::int64_t /*step*/, const Logs& /*logs*/) {}
  // `epoch` counts from 0. Weights may be read and set.
  virtual void on_epoch_end(Model&, std::int64_t /*epoch*/, const Logs& /*logs*/) {}
  // After every step, and again after every epoch, when all callbacks know of it: the moments at
  // which the model and `state` can be put aside, to be gone on with by FitOptions::initial_state.
  virtual void on_state(Model&, const TrainingState& /*state*/) {}
  virtual void on_train_end(Model&) {}
  // Asked after every step; true ends the training after the current step.
  virtual bool stop_training() const { return false; }
};

struct EarlyStoppingOptions {
  std::string monitor = "val_loss";  // smaller is better
  double min_delta = 0;
  std::int64_t patience = 0;
  bool restore_best_weights = false;
  std::int64_t start_from_epoch = 0;
};

// What EarlyStopping remembers from epoch to epoch. Epochs count from 0; -1 is none.
struct EarlyStoppingState {
  double best = std::numeric_limits<double>::infinity();
  std::int64_t best_epoch = -1;
  std::int64_t wait = 0;
  std::int64_t stopped_epoch = -1;
  std::vector<std::vector<float>> best_weights = {};
};

// Keras's EarlyStopping: stops when `monitor` has not fallen by more than min_delta for `patience`
// epochs (patience 0 stops at the first such epoch, as 1 does). With restore_best_weights the model
// ends with the weights of its best epoch, also when all epochs were run. One object serves one fit
// at a time. Throws invalid_argument at the end of the first epoch if nothing called `monitor` is
// logged.
class EarlyStopping : public Callback {
 public:
  explicit EarlyStopping(EarlyStoppingOptions options = {});

  void on_train_begin(Model&, const TrainingPlan&) override;
  void on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) override;
  void on_train_end(Model& model) override;
  bool stop_training() const override { return state_.stopped_epoch >= 0; }

  // Epochs count from 0; -1 if training was not stopped.
  std::int64_t stopped_epoch() const { return state_.stopped_epoch; }
  std::int64_t best_epoch() const { return state_.best_epoch; }

  // With a TrainingState: what the next fit, which goes on with that, begins with.
  const EarlyStoppingState& state() const { return state_; }
  void resume(EarlyStoppingState state);

 private:
  EarlyStoppingOptions options_;
  EarlyStoppingState state_;
  bool resumed_ = false;
};

struct ReduceLROnPlateauOptions {
  std::string monitor = "val_loss";  // smaller is better
  double factor = 0.1;
  std::int64_t patience = 10;
  double min_delta = 1e-4;
  std::int64_t cooldown = 0;
  double min_lr = 0;
};

// What ReduceLROnPlateau remembers from epoch to epoch; the learning rate is the optimizer's.
struct ReduceLROnPlateauState {
  double best = std::numeric_limits<double>::infinity();
  std::int64_t wait = 0;
  std::int64_t cooldown_counter = 0;
};

// Keras's ReduceLROnPlateau (keras/src/callbacks/reduce_lr_on_plateau.py): multiplies the learning
// rate by `factor`, but not below min_lr, when `monitor` has not fallen by more than min_delta for
// `patience` epochs; the `cooldown` epochs after that do not count. Throws invalid_argument where
// the optimizer has a schedule, and if nothing called `monitor` is logged.
class ReduceLROnPlateau : public Callback {
 public:
  explicit ReduceLROnPlateau(ReduceLROnPlateauOptions options = {});

  void on_train_begin(Model& model, const TrainingPlan&) override;
  void on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) override;

  // As of EarlyStopping.
  const ReduceLROnPlateauState& state() const { return state_; }
  void resume(const ReduceLROnPlateauState& state);

 private:
  ReduceLROnPlateauOptions options_;
  ReduceLROnPlateauState state_;
  bool resumed_ = false;
};

struct ModelCheckpointOptions {
  std::filesystem::path filepath;    // ends with .keras; without Keras's {epoch}
  std::string monitor = "val_loss";  // smaller is better
  bool save_best_only = false;
};

// What ModelCheckpoint remembers from epoch to epoch, and from fit to fit.
struct ModelCheckpointState {
  double best = std::numeric_limits<double>::infinity();  // with save_best_only
  std::int64_t best_epoch = -1;  // that was saved last; counts from 0, -1 is none
};

// Keras's ModelCheckpoint (keras/src/callbacks/model_checkpoint.py): saves the model after every
// epoch, or with save_best_only after each whose `monitor` is lower than in all before. The file is
// replaced as a whole. Throws invalid_argument if nothing called `monitor` is logged, io if the
// file cannot be written.
class ModelCheckpoint : public Callback {
 public:
  explicit ModelCheckpoint(ModelCheckpointOptions options);

  void on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) override;

  // As of EarlyStopping.
  const ModelCheckpointState& state() const { return state_; }
  void resume(const ModelCheckpointState& state) { state_ = state; }

 protected:
  // save(model, path), unless a derived class writes something else.
  virtual void write(const Model& model, const std::filesystem::path& path);

 private:
  ModelCheckpointOptions options_;
  ModelCheckpointState state_;
};

}  // namespace hourglass
