// SPDX-License-Identifier: MIT
// What watches and steers a training. Callbacks run on the thread that called fit, between steps.
#pragma once

#include <cstdint>
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

}  // namespace hourglass
