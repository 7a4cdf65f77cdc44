// SPDX-License-Identifier: MIT
// The article's denoising autoencoder: noisy images in, clean images out.
// To expect on Fashion-MNIST after three epochs: val_mse 0.0184.
#include <random>

#include "example.h"

using namespace hourglass;

// The noise of GaussianCorruption, for images to look at.
Tensor add_noise(Tensor images, const GaussianCorruption& corruption) {
  std::mt19937 random(0);
  std::normal_distribution<float> noise(0, corruption.stddev);
  for (float& value : images.values()) {
    value = std::clamp(value + noise(random), corruption.minimum, corruption.maximum);
  }
  return images;
}

void run(const Example& example) {
  const SymbolicTensor x = Input({28, 28, 1});

  // Encoder
  const auto conv1_1 = Conv2D(32, {3, 3}, {.padding = "same", .activation = "relu"})(x);
  const auto pool1 = MaxPooling2D({2, 2}, {.padding = "same"})(conv1_1);
  const auto conv1_2 = Conv2D(32, {3, 3}, {.padding = "same", .activation = "relu"})(pool1);
  const auto h = MaxPooling2D({2, 2}, {.padding = "same"})(conv1_2);

  // Decoder
  const auto conv2_1 = Conv2D(32, {3, 3}, {.padding = "same", .activation = "relu"})(h);
  const auto up1 = UpSampling2D({2, 2})(conv2_1);
  const auto conv2_2 = Conv2D(32, {3, 3}, {.padding = "same", .activation = "relu"})(up1);
  const auto up2 = UpSampling2D({2, 2})(conv2_2);
  const auto r = Conv2D(1, {3, 3}, {.padding = "same", .activation = "sigmoid"})(up2);

  // The inputs are corrupted, the targets stay clean.
  const GaussianCorruption corruption = {.stddev = 0.5F};

  Model autoencoder(x, r);
  autoencoder.compile({.optimizer = Adam(), .loss = "mse", .metrics = {"mse"}});
  std::printf("%s\n", autoencoder.summary().c_str());
  print_history(autoencoder.fit(example.train, {.epochs = example.epochs,
                                                .batch_size = 128,
                                                .validation_data = example.test,
                                                .corruption = corruption}));

  const Tensor originals = example.test.read(0, 10);
  const Tensor noisy = add_noise(originals, corruption);
  draw("denoising.png", {originals, noisy, autoencoder.predict(noisy)});
}

int main(int argc, char** argv) { return run_example(argc, argv, 3, run); }
