// SPDX-License-Identifier: MIT
// What watches a training: it measures, saves, and decides when to end.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "cli/best_model.h"
#include "cli/checkpoints.h"
#include "cli/interrupt.h"
#include "cli/tensorboard_output.h"
#include "cli/training.h"
#include "hourglass/callbacks.h"

namespace hourglass::cli {

// How long the user waited for the first step: reading the data, making the plan, the step itself.
class FirstStep : public Callback {
 public:
  explicit FirstStep(std::chrono::steady_clock::time_point start) : start_(start) {}

  void on_train_batch_end(Model&, std::int64_t, const Logs&) override {
    if (seconds_ == 0) {
      seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }
  }
  double seconds() const { return seconds_; }

 private:
  std::chrono::steady_clock::time_point start_;
  double seconds_ = 0;
};

struct Watchers {
  FirstStep first_step;
  StopOnInterrupt stop = {};
  std::optional<EarlyStopping> early_stopping = {};
  std::optional<ReduceLROnPlateau> reduce_lr_on_plateau = {};
  std::optional<BestModel> best_model = {};
  std::optional<Checkpoints> checkpoints = {};
  std::optional<TensorboardOutput> tensorboard = {};

  // What a checkpoint is to hold the state of.
  RememberingCallbacks remembering();
  std::vector<Callback*> callbacks();
};

// Those that the settings ask for. Throws invalid_argument for what they want and the data or the
// optimizer does not have.
void set_up(Watchers& watchers, const Training& training);

// Throws invalid_argument unless the network has the layers that pretrain() needs. set_up asks for
// it where pairs are to be trained.
void check_pairs(const Training& training);
// What comes before that where it was asked for: pairs of layers, as pretrain() trains them. What
// was interrupted is to be begun again.
void pretrain_pairs(const Training& training, Watchers& watchers, Callback& progress);

// Trains the network until its epochs are over or a watcher stops it.
History fit(const Training& training, Watchers& watchers, const TrainingState& initial_state,
            Callback& progress);

}  // namespace hourglass::cli
