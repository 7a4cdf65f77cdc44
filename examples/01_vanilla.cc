// SPDX-License-Identifier: MIT
// The article's vanilla autoencoder: one hidden layer, smaller than the image.
// To expect on Fashion-MNIST after five epochs: val_mse 0.0106.
#include "example.h"

using namespace hourglass;

void run(const Example& example) {
  const Dataset train = example.train.reshape({784});
  const Dataset test = example.test.reshape({784});

  const std::int64_t input_size = 784;
  const std::int64_t hidden_size = 64;
  const std::int64_t output_size = 784;

  const SymbolicTensor x = Input({input_size});

  // Encoder
  const SymbolicTensor h = Dense(hidden_size, {.activation = "relu"})(x);

  // Decoder
  const SymbolicTensor r = Dense(output_size, {.activation = "sigmoid"})(h);

  Model autoencoder(x, r);
  autoencoder.compile({.optimizer = Adam(), .loss = "mse", .metrics = {"mse"}});
  std::printf("%s\n", autoencoder.summary().c_str());
  print_history(autoencoder.fit(
      train, {.epochs = example.epochs, .batch_size = 128, .validation_data = test}));

  // h = f(x) and r = g(h), each on its own, with the weights just trained.
  const Autoencoder parts = make_autoencoder(x, h, r);
  const Dataset originals = test.slice(0, 10);
  draw("vanilla.png", {originals, parts.decoder.predict(parts.encoder.predict(originals))});
}

int main(int argc, char** argv) { return run_example(argc, argv, 5, run); }
