// SPDX-License-Identifier: MIT
#include "hourglass/callbacks.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "hourglass/error.h"
#include "hourglass/model.h"
#include "train/model_base.h"

namespace hourglass {
namespace {

double monitored(std::string_view where, const Logs& logs, const std::string& name) {
  if (const double* value = find_log(logs, name)) return *value;
  throw Error(ErrorCode::invalid_argument, where,
              "nothing called '" + name +
                  "' was logged; expected the name of a loss or metric; give validation data for "
                  "val_loss");
}

}  // namespace

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
  const double current = monitored("EarlyStopping", logs, options_.monitor);
  if (epoch < options_.start_from_epoch) return;
  if (options_.restore_best_weights && state_.best_weights.empty()) {
    state_.best_weights = model.get_weights();
    state_.best_epoch = epoch;
  }
  ++state_.wait;
  if (current < state_.best - std::abs(options_.min_delta)) {
    state_.best = current;
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

ReduceLROnPlateau::ReduceLROnPlateau(ReduceLROnPlateauOptions options)
    : options_(std::move(options)) {
  const bool is_sound = options_.factor > 0 && options_.factor < 1 && options_.patience >= 0 &&
                        std::isfinite(options_.min_delta) && options_.cooldown >= 0 &&
                        options_.min_lr >= 0 && std::isfinite(options_.min_lr);
  if (is_sound) return;
  throw Error(ErrorCode::invalid_argument, "ReduceLROnPlateau",
              "factor is " + std::to_string(options_.factor) + ", patience " +
                  std::to_string(options_.patience) + ", min_delta " +
                  std::to_string(options_.min_delta) + ", cooldown " +
                  std::to_string(options_.cooldown) + " and min_lr " +
                  std::to_string(options_.min_lr) +
                  "; expected a factor above 0 and below 1, and of the others finite numbers, 0 "
                  "or more");
}

void ReduceLROnPlateau::on_train_begin(Model& model, const TrainingPlan&) {
  const train::Compiled& compiled = train::base_of(model).compiled("fit");
  const LearningRate& rate = get_learning_rate(compiled.options.optimizer);
  if (!rate.schedule_name().empty()) {
    throw Error(ErrorCode::invalid_argument, "ReduceLROnPlateau",
                "the optimizer's learning rate is the schedule " +
                    std::string(rate.schedule_name()) +
                    "; expected a number, which can be reduced; leave one of them out");
  }
  if (!resumed_) state_ = {};
  resumed_ = false;
}

void ReduceLROnPlateau::resume(const ReduceLROnPlateauState& state) {
  state_ = state;
  resumed_ = true;
}

// The order of the comparisons is that of keras/src/callbacks/reduce_lr_on_plateau.py.
void ReduceLROnPlateau::on_epoch_end(Model& model, std::int64_t, const Logs& logs) {
  const double current = monitored("ReduceLROnPlateau", logs, options_.monitor);
  if (state_.cooldown_counter > 0) {
    --state_.cooldown_counter;
    state_.wait = 0;
  }
  if (current + std::abs(options_.min_delta) < state_.best) {
    state_.best = current;
    state_.wait = 0;
    return;
  }
  if (state_.cooldown_counter > 0 || ++state_.wait < options_.patience) return;
  const double before = static_cast<double>(static_cast<float>(model.learning_rate()));
  const double reduced = std::max(before * options_.factor, options_.min_lr);
  // What float32 would round to 0 trains nothing.
  if (!(before > static_cast<double>(static_cast<float>(options_.min_lr))) ||
      static_cast<float>(reduced) == 0) {
    return;
  }
  model.set_learning_rate(reduced);
  state_.cooldown_counter = options_.cooldown;
  state_.wait = 0;
}

}  // namespace hourglass
