// SPDX-License-Identifier: MIT
// The article's multilayer autoencoder: three hidden layers, the middle one is the code.
// To expect on Fashion-MNIST after five epochs: val_mse 0.0119.
#include "example.h"

using namespace hourglass;

void run(const Example& example) {
  const Dataset train = example.train.reshape({784});
  const Dataset test = example.test.reshape({784});

  const std::int64_t input_size = 784;
  const std::int64_t hidden_size = 128;
  const std::int64_t code_size = 64;

  const SymbolicTensor x = Input({input_size});

  // Encoder
  const SymbolicTensor hidden_1 = Dense(hidden_size, {.activation = "relu"})(x);
  const SymbolicTensor h = Dense(code_size, {.activation = "relu"})(hidden_1);

  // Decoder
  const SymbolicTensor hidden_2 = Dense(hidden_size, {.activation = "relu"})(h);
  const SymbolicTensor r = Dense(input_size, {.activation = "sigmoid"})(hidden_2);

  Model autoencoder(x, r);
  autoencoder.compile({.optimizer = Adam(), .loss = "mse", .metrics = {"mse"}});
  std::printf("%s\n", autoencoder.summary().c_str());
  print_history(autoencoder.fit(
      train, {.epochs = example.epochs, .batch_size = 128, .validation_data = test}));

  const Dataset originals = test.slice(0, 10);
  draw("multilayer.png", {originals, autoencoder.predict(originals)});
}

int main(int argc, char** argv) { return run_example(argc, argv, 5, run); }
