// SPDX-License-Identifier: MIT
#include "analysis/rate_distortion.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

std::vector<float> values_of(const QuantizedCodes& quantized) {
  return {quantized.codes.values().begin(), quantized.codes.values().end()};
}

ColumnStatistics from_to(float minimum, float maximum) {
  return column_statistics(Tensor(2, {1}, {minimum, maximum}));
}

}  // namespace

TEST_CASE("codes become the nearest level between the ends of those trained with") {
  const Tensor codes(6, {1}, {-1, -0.6F, 0.4F, 0.51F, 1.4F, 2});
  CHECK(values_of(quantize(codes, from_to(-1, 2), 4)) == std::vector<float>{-1, -1, 0, 1, 1, 2});
}

TEST_CASE("what lies beyond the ends becomes an end, however far") {
  const float large = std::numeric_limits<float>::max();
  CHECK(values_of(quantize(Tensor(3, {1}, {-large, 5, large}), from_to(0, 4), 3)) ==
        std::vector<float>{0, 4, 4});
  CHECK(values_of(quantize(Tensor(2, {1}, {-large, large}), from_to(-large, large), 2)) ==
        std::vector<float>{-large, large});
}

TEST_CASE("levels that are as frequent cost the logarithm of their number") {
  const Tensor codes(4, {1}, {0, 1, 2, 3});
  CHECK(quantize(codes, from_to(0, 3), 4).bits_an_image == Approx(2));
  CHECK(quantize(codes, from_to(0, 3), 2).bits_an_image == Approx(1));
}

TEST_CASE("rare levels make a unit cheaper, and units add up") {
  const Tensor codes(4, {2}, {0, 0, 0, 1, 0, 0, 1, 1});
  const double quarter = -0.25 * std::log2(0.25) - 0.75 * std::log2(0.75);
  CHECK(quantize(codes, column_statistics(codes), 2).bits_an_image == Approx(quarter + 1));
}

TEST_CASE("a unit that was constant costs nothing and stays so") {
  const QuantizedCodes quantized = quantize(Tensor(3, {1}, {1, 2, 3}), from_to(5, 5), 8);
  CHECK(values_of(quantized) == std::vector<float>{5, 5, 5});
  CHECK(quantized.bits_an_image == 0);
}

TEST_CASE("what cannot be rounded is refused") {
  const Tensor codes(1, {1});
  for (const std::int64_t levels : {1, 0, -5, 65537}) {
    CHECK(says(error_of([&] { quantize(codes, from_to(0, 1), levels); }),
               ErrorCode::invalid_argument, "levels asked for; expected 2 to 65536"));
  }
  CHECK(says(error_of([] { quantize(Tensor(1, {2}), from_to(0, 1), 2); }),
             ErrorCode::shape_mismatch, "[quantize] codes are of shape (2); expected 1 numbers"));
  CHECK(error_of([] { quantize(Tensor(0, {1}), from_to(0, 1), 2); }));
  CHECK(error_of([] {
    quantize(Tensor(1, {1}, {std::numeric_limits<float>::quiet_NaN()}), from_to(0, 1), 2);
  }));
}
