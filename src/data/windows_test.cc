// SPDX-License-Identifier: MIT
#include "hourglass/windows.h"

#include <doctest/doctest.h>

#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

// Row i is i, i + 0.5.
Tensor series(std::int64_t rows) {
  Tensor tensor(rows, {2});
  for (std::int64_t i = 0; i < rows; ++i) {
    tensor.sample(i)[0] = static_cast<float>(i);
    tensor.sample(i)[1] = static_cast<float>(i) + 0.5F;
  }
  return tensor;
}

}  // namespace

TEST_CASE("windows hold consecutive rows, from the first to the last that fits") {
  for (std::int64_t rows = 1; rows <= 12; ++rows) {
    for (std::int64_t length = 1; length <= rows; ++length) {
      for (std::int64_t stride = 1; stride <= 5; ++stride) {
        const Dataset made = windows(series(rows), {length, stride});
        CHECK(made.shape() == Shape{length, 2});
        const std::int64_t last = (made.size() - 1) * stride + length;
        CHECK(last <= rows);
        CHECK(last + stride > rows);
        const Tensor all = made.read(0, made.size());
        for (std::int64_t i = 0; i < made.size(); ++i) {
          for (std::int64_t row = 0; row < length; ++row) {
            const auto at = static_cast<std::size_t>(2 * row);
            CHECK(all.sample(i)[at] == static_cast<float>(i * stride + row));
            CHECK(all.sample(i)[at + 1] == static_cast<float>(i * stride + row) + 0.5F);
          }
        }
      }
    }
  }
}

TEST_CASE("windows of more rows than are gathered at once are whole, in any order") {
  const Dataset made = windows(series(300), {150, 7});
  const std::vector<std::int64_t> wanted = {20, 0, 3};
  std::vector<float> out(3 * 300);
  made.gather(wanted, out.data());
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t row = 0; row < 150; ++row)
      CHECK(out[i * 300 + 2 * row] == static_cast<float>(wanted[i] * 7) + static_cast<float>(row));
  }
}

TEST_CASE("what has no windows is refused") {
  CHECK(says(error_of([] {
               windows(series(4), {5, 1});
             }),
             ErrorCode::shape_mismatch, "there are 4 rows; expected 5 or more, as one window has"));
  CHECK(says(error_of([] {
               windows(series(4), {0, 1});
             }),
             ErrorCode::invalid_argument, "length is 0 and stride 1"));
  CHECK(says(error_of([] {
               windows(series(4), {1, 0});
             }),
             ErrorCode::invalid_argument, "expected 1 or more of both"));
  CHECK(says(error_of([] {
               windows(Tensor(3, {2, 2}), {1, 1});
             }),
             ErrorCode::shape_mismatch, "samples of shape (2, 2) are no rows of a series"));
}
