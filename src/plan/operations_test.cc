// SPDX-License-Identifier: MIT
#include "plan/operations.h"

#include <doctest/doctest.h>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/recipes.h"

namespace hourglass {
namespace {

TEST_CASE("the article's networks, in millions of operations a training sample") {
  const auto count = [](std::string_view name) {
    return build_recipe(name).autoencoder.operations_to_train() / 1e6;
  };
  CHECK(count("vanilla") == doctest::Approx(0.50176));
  CHECK(count("sparse") == count("vanilla"));
  CHECK(count("multilayer") == doctest::Approx(1.102).epsilon(1e-3));
  // By hand, upsampling folded in; 4.284 and 26.64 otherwise.
  CHECK(count("convolutional") == doctest::Approx(3.032).epsilon(1e-3));
  CHECK(count("denoising") == doctest::Approx(19.87).epsilon(1e-3));
}

TEST_CASE("a layer without anything to train before it has no gradient of its input") {
  auto x = Input({10});
  auto h = Dense(4)(x);
  Model model(x, Dense(3)(h));
  CHECK(model.operations_to_predict() == 2 * (10 * 4 + 4 * 3));
  CHECK(model.operations_to_train() == 2 * (2 * 10 * 4 + 3 * 4 * 3));
}

TEST_CASE("a stride divides the positions") {
  auto x = Input({8, 8, 2});
  Model model(x, Conv2D(3, {3, 3}, {.strides = {2, 2}, .padding = "same"})(x));
  CHECK(model.operations_to_predict() == 2 * (4 * 4) * (3 * 3) * 2 * 3);
}

}  // namespace
}  // namespace hourglass
