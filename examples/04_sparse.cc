// SPDX-License-Identifier: MIT
// The article's sparse autoencoder: a penalty on the code drives most of it to zero.
// To expect on Fashion-MNIST after five epochs: val_mse 0.0125; val_loss is larger, as it holds the
// penalty too.
#include "example.h"

using namespace hourglass;

double share_of_zeros(const Tensor& codes) {
  const auto zeros = std::count(codes.values().begin(), codes.values().end(), 0.0F);
  return static_cast<double>(zeros) / static_cast<double>(codes.size());
}

void run(const Example& example) {
  const Dataset train = example.train.reshape({784});
  const Dataset test = example.test.reshape({784});

  const std::int64_t input_size = 784;
  const std::int64_t hidden_size = 64;
  const std::int64_t output_size = 784;

  const SymbolicTensor x = Input({input_size});

  // Encoder; the article writes the penalty as l1(10e-5)
  const SymbolicTensor h =
      Dense(hidden_size, {.activation = "relu", .activity_regularizer = L1(10e-5F)})(x);

  // Decoder
  const SymbolicTensor r = Dense(output_size, {.activation = "sigmoid"})(h);

  Model autoencoder(x, r);
  autoencoder.compile({.optimizer = Adam(), .loss = "mse", .metrics = {"mse"}});
  std::printf("%s\n", autoencoder.summary().c_str());
  print_history(autoencoder.fit(
      train, {.epochs = example.epochs, .batch_size = 128, .validation_data = test}));

  const Model encoder(x, h);
  std::printf("zeros in the codes: %.1f %%\n", 100 * share_of_zeros(encoder.predict(test)));
  const Dataset originals = test.slice(0, 10);
  draw("sparse.png", {originals, autoencoder.predict(originals)});
}

int main(int argc, char** argv) { return run_example(argc, argv, 5, run); }
