// SPDX-License-Identifier: MIT
#include "cli/watchers.h"

#include "cli/callback_arguments.h"
#include "cli/model_argument.h"
#include "hourglass/error.h"
#include "hourglass/pretraining.h"

namespace hourglass::cli {
namespace {

Autoencoder parts_of(const Training& training) {
  if (auto parts = try_to_split(training.network.trained())) return *std::move(parts);
  throw Error(ErrorCode::invalid_argument, "--pretrain",
              "is given for a model that does not split into encoder and decoder; expected "
              "stacked dense layers; leave it out");
}

}  // namespace

RememberingCallbacks Watchers::remembering() {
  const auto pointer = [](auto& callback) { return callback ? &*callback : nullptr; };
  return {pointer(early_stopping), pointer(reduce_lr_on_plateau), pointer(best_model)};
}

std::vector<Callback*> Watchers::callbacks() {
  std::vector<Callback*> all = {&first_step, &stop};
  if (early_stopping) all.push_back(&*early_stopping);
  if (reduce_lr_on_plateau) all.push_back(&*reduce_lr_on_plateau);
  // Before a checkpoint remembers which was the best.
  if (best_model) all.push_back(&*best_model);
  if (checkpoints) all.push_back(&*checkpoints);
  if (tensorboard) all.push_back(&tensorboard->events());
  return all;
}

void set_up(Watchers& watchers, const Training& training) {
  const TrainSettings& settings = training.settings;
  const CallbackSettings& callbacks = settings.callbacks;
  if (settings.pretrain) check_pairs(training);
  check_validation(callbacks, training.data.validation.has_value());
  check_averages(callbacks, training.network.compile.optimizer);
  if (callbacks.patience) {
    watchers.early_stopping.emplace(
        EarlyStoppingOptions{.patience = *callbacks.patience, .restore_best_weights = true});
  }
  if (callbacks.reduce_on_plateau) {
    ReduceLROnPlateauOptions options = {.patience = *callbacks.reduce_on_plateau};
    options.factor = callbacks.reduce_factor.value_or(options.factor);
    watchers.reduce_lr_on_plateau.emplace(options);
  }
  if (callbacks.save_best) watchers.best_model.emplace(*callbacks.save_best, training);
  if (settings.checkpoint) {
    watchers.checkpoints.emplace(*settings.checkpoint, training, watchers.remembering(),
                                 watchers.stop);
  }
  if (settings.tensorboard) watchers.tensorboard.emplace(*settings.tensorboard, training);
}

void check_pairs(const Training& training) { check_pretraining(parts_of(training)); }

void pretrain_pairs(const Training& training, Watchers& watchers, Callback& progress) {
  const TrainNetwork& network = training.network;
  pretrain(parts_of(training), training.as_trained(training.data.samples), network.compile,
           {.epochs = *training.settings.pretrain,
            .batch_size = network.batch_size,
            .seed = training.settings.seed,
            .threads = training.settings.compute.threads,
            .dtype_policy = training.settings.dtype_policy,
            .callbacks = {&watchers.stop, &progress}});
}

History fit(const Training& training, Watchers& watchers, const TrainingState& initial_state,
            Callback& progress) {
  const TrainData& data = training.data;
  const TrainNetwork& network = training.network;
  FitOptions options;
  options.epochs = network.epochs;
  options.batch_size = network.batch_size;
  if (data.validation)
    options.validation_data = ValidationData(training.as_trained(*data.validation));
  options.seed = training.settings.seed;
  options.threads = training.settings.compute.threads;
  options.dtype_policy = training.settings.dtype_policy;
  if (network.corruption) {
    options.corruption = network.corruption->kind;
    options.corruption_schedule = network.corruption->schedule;
  }
  options.callbacks = watchers.callbacks();
  options.callbacks.push_back(&progress);
  options.initial_state = initial_state;
  try {
    return network.trained().fit(training.as_trained(data.samples), options);
  } catch (const Error& error) {
    if (watchers.checkpoints) watchers.checkpoints->check_begun(error);
    throw;
  }
}

}  // namespace hourglass::cli
