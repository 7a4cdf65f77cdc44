// SPDX-License-Identifier: MIT
#include "hourglass/tensor.h"

#include <doctest/doctest.h>

#include <limits>

#include "base/error_testing.h"

using hourglass::ErrorCode;
using hourglass::Shape;
using hourglass::Tensor;
using hourglass::base::error_of;
using hourglass::base::says;

TEST_CASE("a new tensor is all zero") {
  const Tensor tensor(2, {3});
  CHECK(tensor.batch() == 2);
  CHECK(tensor.size() == 6);
  for (const float value : tensor.values()) CHECK(value == 0);
}

TEST_CASE("samples lie one after another") {
  Tensor tensor(2, {3}, {1, 2, 3, 4, 5, 6});
  tensor.sample(1)[2] = 60;
  CHECK(tensor.sample(1)[0] == 4);
  CHECK(tensor.values()[5] == 60);
}

TEST_CASE("a tensor of no samples is allowed") {
  CHECK(Tensor().size() == 0);
  CHECK(Tensor(0, {28, 28, 1}).size() == 0);
}

TEST_CASE("a negative or an impossible batch is refused") {
  CHECK(says(error_of([] { Tensor(-1, {3}); }), ErrorCode::invalid_argument,
             "a batch of -1 samples"));
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(says(error_of([=] { Tensor(most, {3}); }), ErrorCode::invalid_argument, "any memory"));
}

TEST_CASE("the numbers given must be those of all samples") {
  const auto error = error_of([] { Tensor(2, {3}, {1, 2, 3, 4, 5}); });
  CHECK(says(error, ErrorCode::invalid_argument, "5 numbers given; expected 6"));
}

TEST_CASE("a sample outside the batch is refused") {
  Tensor tensor(2, {3});
  CHECK(
      says(error_of([&] { tensor.sample(2); }), ErrorCode::invalid_argument, "sample 2 asked for"));
  CHECK(says(error_of([&] { tensor.sample(-1); }), ErrorCode::invalid_argument,
             "sample -1 asked for"));
}
