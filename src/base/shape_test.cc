// SPDX-License-Identifier: MIT
#include "hourglass/shape.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"

using hourglass::ErrorCode;
using hourglass::Shape;
using hourglass::base::error_of;
using hourglass::base::says;

TEST_CASE("a shape knows its rank, its size and its dimensions from both ends") {
  const Shape shape{28, 14, 3};
  CHECK(shape.rank() == 3);
  CHECK(shape.size() == 28 * 14 * 3);
  CHECK(shape[0] == 28);
  CHECK(shape[-1] == 3);
  CHECK(shape == Shape(std::vector<std::int64_t>{28, 14, 3}));
  CHECK(shape != Shape{28, 14});
}

TEST_CASE("a scalar has rank 0 and size 1") {
  CHECK(Shape().rank() == 0);
  CHECK(Shape().size() == 1);
}

TEST_CASE("shapes are written as Keras writes them") {
  CHECK(Shape{784}.to_string() == "(784)");
  CHECK(Shape{28, 28, 1}.to_string() == "(28, 28, 1)");
  CHECK(Shape().to_string() == "()");
  CHECK(Shape{28, 28, 1}.to_string_with_batch() == "(None, 28, 28, 1)");
  CHECK(Shape().to_string_with_batch() == "(None)");
}

TEST_CASE("a dimension below 1 is refused") {
  const auto error = error_of([] { Shape({28, 0}); });
  CHECK(says(error, ErrorCode::invalid_argument, "[shape] (28, 0) has the dimension 0; expected"));
  CHECK(says(error_of([] { Shape({-1}); }), ErrorCode::invalid_argument, "dimension -1"));
}

TEST_CASE("a rank above 8 is refused") {
  CHECK_NOTHROW(Shape({1, 1, 1, 1, 1, 1, 1, 1}));
  CHECK(says(error_of([] {
               Shape({1, 1, 1, 1, 1, 1, 1, 1, 1});
             }),
             ErrorCode::invalid_argument, "a shape of 9 dimensions"));
}

TEST_CASE("a product above 2^40 is refused, also where it would overflow") {
  const std::int64_t large = std::int64_t{1} << 32;
  CHECK_NOTHROW(Shape({large, 256}));
  CHECK(says(error_of([=] { Shape({large, 257}); }), ErrorCode::invalid_argument, "2^40"));
  CHECK(says(error_of([=] { Shape({large, large}); }), ErrorCode::invalid_argument, "2^40"));
}
