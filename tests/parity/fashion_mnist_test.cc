// SPDX-License-Identifier: MIT
// The five recipes trained in full: the validation errors that Keras's semantics give after each
// epoch, measured with two seeds that differ by about 2 %.
#include <doctest/doctest.h>

#include "golden_files.h"

namespace hourglass::parity {
namespace {

void check_recipe(const char* name, const std::vector<double>& expected) {
  Recipe recipe = find_recipe(name);
  recipe.compile.metrics = {LossKind::mse};
  const TrainAndTest data = fashion_mnist();
  REQUIRE(data.train.images.size() == 60000);
  REQUIRE(data.test.has_value());

  Model model = build_recipe(name, 0).autoencoder;
  model.compile(recipe.compile);
  const History history =
      model.fit(data.train.images.reshape(recipe.input_shape),
                {.epochs = std::ssize(expected),
                 .batch_size = recipe.batch_size,
                 .validation_data = data.test->images.reshape(recipe.input_shape),
                 .seed = 0,
                 .corruption = recipe.corruption});

  const std::vector<double> errors = history["val_mse"];
  REQUIRE(errors.size() == expected.size());
  for (std::size_t epoch = 0; epoch < errors.size(); ++epoch) {
    CAPTURE(epoch);
    CAPTURE(expected[epoch]);
    CHECK(errors[epoch] <= 1.05 * expected[epoch]);
    // Much better would mean that something else was measured.
    CHECK(errors[epoch] >= 0.85 * expected[epoch]);
  }
}

TEST_SUITE("training") {
  TEST_CASE("the vanilla autoencoder learns Fashion-MNIST as Keras's does") {
    check_recipe("vanilla", {0.0216, 0.0150, 0.0126, 0.0114, 0.0106});
  }

  TEST_CASE("the multilayer autoencoder learns Fashion-MNIST as Keras's does") {
    check_recipe("multilayer", {0.0188, 0.0151, 0.0139, 0.0125, 0.0119});
  }

  TEST_CASE("the sparse autoencoder learns Fashion-MNIST as Keras's does") {
    check_recipe("sparse", {0.0229, 0.0166, 0.0145, 0.0133, 0.0125});
  }

  TEST_CASE("the convolutional autoencoder learns Fashion-MNIST as Keras's does") {
    check_recipe("convolutional", {0.0228, 0.0194, 0.0182});
  }

  TEST_CASE("the denoising autoencoder learns Fashion-MNIST as Keras's does") {
    check_recipe("denoising", {0.0211, 0.0193, 0.0184});
  }
}

}  // namespace
}  // namespace hourglass::parity
