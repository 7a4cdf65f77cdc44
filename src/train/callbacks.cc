// SPDX-License-Identifier: MIT
#include "hourglass/callbacks.h"

#include <cmath>

#include "hourglass/error.h"
#include "hourglass/model.h"

namespace hourglass {

const double* find_log(const Logs& logs, const std::string& name) {
  for (const auto& log : logs) {
    if (log.first == name) return &log.second;
  }
  return nullptr;
}

EarlyStopping::EarlyStopping(EarlyStoppingOptions options) : options_(std::move(options)) {
  if (options_.patience < 0 || !std::isfinite(options_.min_delta)) {
    throw Error(ErrorCode::invalid_argument, "EarlyStopping",
                "patience is " + std::to_string(options_.patience) + " and min_delta " +
                    std::to_string(options_.min_delta) +
                    "; expected 0 or more and a finite number");
  }
}

void EarlyStopping::on_train_begin(Model&, const TrainingPlan&) {
  best_ = std::numeric_limits<double>::infinity();
  best_epoch_ = stopped_epoch_ = -1;
  wait_ = 0;
  best_weights_.clear();
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
  if (options_.restore_best_weights && best_weights_.empty()) {
    best_weights_ = model.get_weights();
    best_epoch_ = epoch;
  }
  ++wait_;
  if (*current < best_ - std::abs(options_.min_delta)) {
    best_ = *current;
    best_epoch_ = epoch;
    wait_ = 0;
    if (options_.restore_best_weights) best_weights_ = model.get_weights();
    return;
  }
  if (wait_ >= options_.patience && epoch > 0) stopped_epoch_ = epoch;
}

void EarlyStopping::on_train_end(Model& model) {
  if (options_.restore_best_weights && !best_weights_.empty()) model.set_weights(best_weights_);
}

}  // namespace hourglass
