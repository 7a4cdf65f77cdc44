// SPDX-License-Identifier: MIT
// For tests of trainings that are interrupted.
#pragma once

#include <cstdint>

#include "hourglass/callbacks.h"
#include "hourglass/training_state.h"

namespace hourglass::train {

// Stops after two steps of an epoch, counted from 0, and keeps the state.
struct StopAt final : Callback {
  explicit StopAt(std::int64_t epoch_to_stop_in) : epoch(epoch_to_stop_in) {}
  void on_state(Model&, const TrainingState& now) override {
    if (now.epoch == epoch && now.step == 2) state = now;
  }
  bool stop_training() const override { return state.step == 2; }

  std::int64_t epoch;
  TrainingState state;
};

}  // namespace hourglass::train
