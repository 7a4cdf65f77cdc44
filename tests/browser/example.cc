// SPDX-License-Identifier: MIT
#include "browser/example.h"

#include <filesystem>

#include "hourglass/hourglass.h"

namespace hourglass::browser {
namespace {

constexpr std::int64_t kTrained = 8000;
constexpr std::int64_t kValidated = 10000;
constexpr std::int64_t kShown = 1500;

}  // namespace

Example train_example() {
  const std::vector<std::filesystem::path> folders = {"/usr/share/datasets"};
  const TrainAndTest data = load_images("fashion-mnist", folders);
  const Dataset images = data.train.images.reshape({784});
  const SymbolicTensor x = Input({784});
  const SymbolicTensor code = Dense(2)(Dense(128, {.activation = "relu"})(x));
  const SymbolicTensor back = Dense(128, {.activation = "relu"})(code);
  Autoencoder models =
      make_autoencoder(x, code, Dense(784, {.activation = "sigmoid"})(back), {.seed = 3});
  models.autoencoder.compile({.optimizer = Adam({.learning_rate = 0.002F})});
  const History history = models.autoencoder.fit(
      images.slice(0, kTrained),
      {.epochs = 15, .batch_size = 64, .validation_data = images.slice(kTrained, kValidated)});
  const Dataset shown = images.slice(kTrained, kTrained + kShown);
  Tensor codes = models.encoder.predict(shown);
  Tensor reconstructions = models.autoencoder.predict(shown);
  const auto labels = data.train.labels.begin() + kTrained;
  return {.models = std::move(models),
          .images = shown.read(0, kShown),
          .reconstructions = std::move(reconstructions),
          .codes = std::move(codes),
          .labels = {labels, labels + kShown},
          .loss = history["loss"],
          .validation = history["val_loss"]};
}

}  // namespace hourglass::browser
