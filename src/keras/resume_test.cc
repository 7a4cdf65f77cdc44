// SPDX-License-Identifier: MIT
// Trainings that a schedule, a limit of gradients, averages of weights or a callback steers: from
// each of their states they go on as if they had never stopped.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "hourglass/hourglass.h"
#include "keras/checkpoint.h"
#include "train/random_tensor_testing.h"

using namespace hourglass;
using namespace hourglass::keras;
namespace fs = std::filesystem;

namespace {

Tensor samples(std::uint32_t stream, std::int64_t count) {
  return train::random_tensor(stream, count, {12});
}

Model small_model(const Optimizer& optimizer) {
  const auto x = Input({12});
  const auto h = Dense(5, {.activation = "relu", .kernel_regularizer = L2(1e-3F)})(x);
  Model model(x, Dense(12, {.activation = "sigmoid"})(h));
  model.compile({.optimizer = optimizer, .loss = "mse"});
  return model;
}

Model normalized_model(const Optimizer& optimizer) {
  const auto x = Input({12});
  const auto h = BatchNormalization({.momentum = 0.8F})(Dense(5)(x));
  Model model(x, Dense(12)(ActivationLayer("relu")(h)));
  model.compile({.optimizer = optimizer, .loss = "mse"});
  return model;
}

// Of which no fall is large enough, so that it reduces now and then.
ReduceLROnPlateau often() {
  return ReduceLROnPlateau({.factor = 0.3, .patience = 1, .min_delta = 1, .cooldown = 1});
}

FitOptions options(std::vector<Callback*> callbacks) {
  return {.epochs = 5,
          .batch_size = 8,
          .validation_data = ValidationData(samples(2, 9)),
          .seed = 5,
          .threads = 2,
          .callbacks = std::move(callbacks)};
}

// Writes a checkpoint in every state.
class Writer : public Callback {
 public:
  Writer(const fs::path& folder, const ReduceLROnPlateau* reduce)
      : folder_(folder), reduce_(reduce) {}

  void on_state(Model& model, const TrainingState& state) override {
    write_checkpoint(file(states_++), model, nullptr, state,
                     {.reduce_lr_on_plateau = reduce_ == nullptr ? nullptr : &reduce_->state()},
                     {{"seed", 5}});
  }
  fs::path file(int state) const { return folder_ / (std::to_string(state) + ".keras"); }
  int states() const { return states_; }

 private:
  fs::path folder_;
  const ReduceLROnPlateau* reduce_;
  int states_ = 0;
};

void goes_on(const Optimizer& optimizer, bool reduces,
             Model (*make)(const Optimizer&) = small_model) {
  const base::TemporaryFolder folder;
  Model model = make(optimizer);
  ReduceLROnPlateau reduce = often();
  Writer writer(folder.path(), reduces ? &reduce : nullptr);
  const History history =
      model.fit(samples(1, 37), reduces ? options({&reduce, &writer}) : options({&writer}));
  if (reduces) CHECK(model.learning_rate() < get_learning_rate(optimizer).start());
  CHECK(writer.states() == 5 * 6);
  for (int state = 0; state < writer.states(); ++state) {
    CAPTURE(state);
    Checkpoint checkpoint = read_checkpoint(writer.file(state));
    ReduceLROnPlateau again = often();
    if (reduces) again.resume(*checkpoint.reduce_lr_on_plateau);
    FitOptions rest = reduces ? options({&again}) : options({});
    rest.initial_state = checkpoint.state;
    Model resumed = checkpoint.file.model;
    CHECK(resumed.fit(samples(1, 37), rest).epochs == history.epochs);
    CHECK(resumed.weights_sha256() == model.weights_sha256());
    CHECK(resumed.learning_rate() == model.learning_rate());
  }
}

}  // namespace

TEST_CASE("a schedule with limits and averages goes on from every state") {
  const CosineDecay cosine = {.initial_learning_rate = 0,
                              .decay_steps = 15,
                              .alpha = 0.1,
                              .warmup_target = 0.02,
                              .warmup_steps = 6};
  goes_on(AdamW({.learning_rate = cosine, .clipnorm = 0.01, .use_ema = true, .ema_momentum = 0.9}),
          false);
  const ExponentialDecay exponential = {
      .initial_learning_rate = 0.3, .decay_steps = 7, .decay_rate = 0.7, .staircase = true};
  goes_on(SGD({.learning_rate = exponential,
               .momentum = 0.9,
               .global_clipnorm = 0.02,
               .use_ema = true,
               .ema_overwrite_frequency = 4}),
          false);
}

TEST_CASE("moving averages of batches go on from every state") {
  goes_on(Adam({.learning_rate = 0.01}), true, normalized_model);
  goes_on(SGD({.clipnorm = 0.1, .use_ema = true}), false, normalized_model);
}

TEST_CASE("a learning rate that was reduced goes on from every state") {
  goes_on(AdamW({.learning_rate = 0.013, .weight_decay = 0.7, .clipvalue = 0.001}), true);
  goes_on(RMSprop({.momentum = 0.9, .use_ema = true}), true);
}

TEST_CASE("only the best model is saved, and the best of before is remembered") {
  const base::TemporaryFolder folder;
  const fs::path path = folder.path() / "best.keras";
  Model model = small_model(Adam());
  ModelCheckpoint best({.filepath = path, .save_best_only = true});
  best.on_epoch_end(model, 0, {{"val_loss", 2}});
  const std::string first = model.weights_sha256();
  model.fit(samples(1, 8));
  best.on_epoch_end(model, 1, {{"val_loss", 2}});
  CHECK(load(path).weights_sha256() == first);
  CHECK(best.state().best_epoch == 0);
  ModelCheckpoint again({.filepath = path, .save_best_only = true});
  again.resume(best.state());
  again.on_epoch_end(model, 2, {{"val_loss", 3}});
  CHECK(load(path).weights_sha256() == first);
  again.on_epoch_end(model, 3, {{"val_loss", 1}});
  CHECK(load(path).weights_sha256() == model.weights_sha256());
  CHECK(again.state().best_epoch == 3);
  ModelCheckpoint every({.filepath = path});
  model.fit(samples(1, 8), {.callbacks = {&every}});
  CHECK(load(path).weights_sha256() == model.weights_sha256());
}

TEST_CASE("names that are no files of models are refused") {
  for (const char* name : {"best.h5", "best.{epoch:02d}.keras", ""}) {
    CHECK(
        base::message_of([&] { ModelCheckpoint({.filepath = name}); }, ErrorCode::invalid_argument)
            .find("expected a name that ends with .keras") != std::string::npos);
  }
  Model model = small_model(Adam());
  ModelCheckpoint best({.filepath = "never.keras", .save_best_only = true});
  CHECK(base::message_of(
            [&] {
              best.on_epoch_end(model, 0, {{"loss", 1}});
            },
            ErrorCode::invalid_argument)
            .find("nothing called 'val_loss' was logged") != std::string::npos);
}

TEST_CASE("what callbacks remember is read as it was written, and refused if it cannot be") {
  const base::TemporaryFolder folder;
  const fs::path path = folder.path() / "c.keras";
  const TrainingState state = {.epoch = 1, .history = {{{{"loss", 0.5}}}, {0.1}}};
  const auto reread = [&](const ReduceLROnPlateauState& reduce, const ModelCheckpointState& best) {
    write_checkpoint(path, small_model(Adam()), nullptr, state,
                     {.reduce_lr_on_plateau = &reduce, .model_checkpoint = &best}, {{"seed", 1}});
    return read_checkpoint(path);
  };
  const Checkpoint found =
      reread({.best = 0.5, .wait = 1, .cooldown_counter = 7}, {.best = 0.25, .best_epoch = 0});
  CHECK(found.reduce_lr_on_plateau->best == 0.5);
  CHECK(found.reduce_lr_on_plateau->wait == 1);
  CHECK(found.reduce_lr_on_plateau->cooldown_counter == 7);
  CHECK(found.model_checkpoint->best == 0.25);
  CHECK(found.model_checkpoint->best_epoch == 0);
  CHECK_FALSE(found.early_stopping);
  CHECK(reread({}, {}).model_checkpoint->best == ModelCheckpointState().best);
  const auto refusal = [&](const ReduceLROnPlateauState& reduce, const ModelCheckpointState& best) {
    return base::message_of([&] { reread(reduce, best); }, ErrorCode::bad_file);
  };
  CHECK(refusal({.wait = 2}, {}).find("reduce_lr_on_plateau is") != std::string::npos);
  CHECK(refusal({.wait = -1}, {}).find("wait is -1") != std::string::npos);
  CHECK(refusal({.cooldown_counter = -1}, {}).find("cooldown_counter is -1") != std::string::npos);
  CHECK(refusal({}, {.best_epoch = 1}).find("model_checkpoint is") != std::string::npos);
}
