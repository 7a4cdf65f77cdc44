// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "hourglass/mirrored.h"

using namespace hourglass;

TEST_CASE("windows of any length come back as long as they were") {
  for (std::int64_t steps = 1; steps <= 40; ++steps) {
    for (const std::int64_t features : {1, 3}) {
      const Shape window = {steps, features};
      const Autoencoder built = build_sequence_autoencoder(window);
      CHECK(built.autoencoder.inputs().front().shape() == window);
      CHECK(built.autoencoder.outputs().front().shape() == window);
      CHECK(built.encoder.outputs().front().shape() == Shape{(steps + 3) / 4, 8});
    }
  }
}

TEST_CASE("layers of a line of text are those of sequences where these come in") {
  const Shape window = {11, 2};
  const Autoencoder built = build_mirrored("conv 4 3 relu, pool 3, dense 5", window);
  CHECK(built.autoencoder.outputs().front().shape() == window);
  const std::string layers = built.autoencoder.summary({.expand_nested = true});
  for (const char* name : {"Conv1D", "MaxPooling1D", "UpSampling1D", "Cropping1D"})
    CHECK(layers.find(name) != std::string::npos);
}

TEST_CASE("what is no window is refused") {
  CHECK(base::says(base::error_of([] { build_sequence_autoencoder({7}); }),
                   ErrorCode::shape_mismatch, "expected windows of a series, (steps, features)"));
}
