// SPDX-License-Identifier: MIT
#include "hourglass/callbacks.h"

#include <cmath>
#include <utility>

#include "hourglass/error.h"
#include "hourglass/model.h"

namespace hourglass {

EarlyStopping::EarlyStopping(EarlyStoppingOptions options) : options_(std::move(options)) {
  if (options_.patience < 0 || !std::isfinite(options_.min_delta)) {
    throw Error(ErrorCode::invalid_argument, "EarlyStopping",
                "patience is " + std::to_string(options_.patience) + " and min_delta " +
                    std::to_string(options_.min_delta) +
                    "; expected 0 or more and a finite number");
  }
}

void EarlyStopping::on_train_begin(Model&, const TrainingPlan&) {
  if (!resumed_) state_ = {};
  resumed_ = false;
}

void EarlyStopping::resume(EarlyStoppingState state) {
  state_ = std::move(state);
  resumed_ = true;
}

// The order of the comparisons is that of keras/src/callbacks/early_stopping.py.
void EarlyStopping::on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) {
  const double* current = find_log(logs, options_.monitor);
  if (current == nullptr) {
    throw Error(ErrorCode::invalid_argument, "EarlyStopping",
                "nothing called '" + options_.monitor +
                    "' was logged; expected the name of a loss or metric; give validation data for "
                    "val_loss");
  }
  if (epoch < options_.start_from_epoch) return;
  if (options_.restore_best_weights && state_.best_weights.empty()) {
    state_.best_weights = model.get_weights();
    state_.best_epoch = epoch;
  }
  ++state_.wait;
  if (*current < state_.best - std::abs(options_.min_delta)) {
    state_.best = *current;
    state_.best_epoch = epoch;
    state_.wait = 0;
    if (options_.restore_best_weights) state_.best_weights = model.get_weights();
    return;
  }
  if (state_.wait >= options_.patience && epoch > 0) state_.stopped_epoch = epoch;
}

void EarlyStopping::on_train_end(Model& model) {
  if (options_.restore_best_weights && !state_.best_weights.empty())
    model.set_weights(state_.best_weights);
}

}  // namespace hourglass
