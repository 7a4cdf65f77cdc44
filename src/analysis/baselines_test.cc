// SPDX-License-Identifier: MIT
#include "analysis/baselines.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;

TEST_CASE("the mean is that of the samples trained with, the error that of the others") {
  const Tensor train(2, {2}, {0, 2, 2, 4});    // mean 1, 3
  const Tensor samples(2, {2}, {1, 3, 4, 7});  // squares 0, 0, 9, 16
  CHECK(mean_sample_mse(train, samples) == doctest::Approx(6.25));
}

TEST_CASE("differences from the mean are divided by the scale of their column") {
  const Tensor train(2, {2}, {0, 0, 2, 200}), samples(1, {2}, {4, 300});  // 3 and 200 off
  CHECK(mean_sample_mse(train, samples, std::vector<double>{1, 100}) == doctest::Approx(6.5));
}

TEST_CASE("a mean of samples of another size is refused") {
  CHECK(base::says(base::error_of([] { mean_sample_mse(Tensor(2, {2}), Tensor(2, {3})); }),
                   ErrorCode::shape_mismatch,
                   "[mean_sample_mse] samples are of shape (3); expected 2 numbers each"));
}
