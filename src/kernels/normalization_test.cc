// SPDX-License-Identifier: MIT
// Kernels with constants by column, and of standardized rows, against the plain loops.
#include "kernels/kernels_testing.h"

using namespace hourglass;
using namespace hourglass::kernels;

namespace {

constexpr std::int64_t kWidths[] = {1, 2, 7, 15, 16, 17, 31, 64, 65, 100};

// Calls check(rows, width) for shapes with every remainder.
template <class Check>
void for_each_shape(Check check) {
  for (const std::int64_t rows : {0, 1, 2, 5, 33}) {
    for (const std::int64_t width : kWidths) {
      CAPTURE(rows);
      CAPTURE(width);
      check(rows, width);
    }
  }
}

}  // namespace

TEST_CASE("sums and products by column go on from what the sums hold") {
  for_each_isa([](const Kernels<float>& k) {
    for_each_shape([&](std::int64_t rows, std::int64_t width) {
      const auto a = numbers(1, rows * width);
      const auto b = numbers(2, rows * width);
      const auto a_center = numbers(3, width);
      const auto b_center = numbers(4, width);
      auto expected = numbers(5, width);
      auto got = expected;
      plain().column_sums(rows, width, a.data(), expected.data());
      k.column_sums(rows, width, a.data(), got.data());
      check_same(got, expected);
      plain().column_products(
          {rows, width, a.data(), a_center.data(), b.data(), b_center.data(), expected.data()});
      k.column_products(
          {rows, width, a.data(), a_center.data(), b.data(), b_center.data(), got.data()});
      check_same(got, expected, 1e-5);
    });
  });
}

TEST_CASE("columns are scaled, with and without a ReLU, and blended") {
  for_each_isa([](const Kernels<float>& k) {
    for_each_shape([&](std::int64_t rows, std::int64_t width) {
      const auto a = numbers(1, rows * width);
      const auto b = numbers(2, rows * width);
      const auto scale = numbers(3, width);
      const auto b_scale = numbers(4, width);
      const auto offset = numbers(5, width);
      std::vector<float> expected(a.size());
      std::vector<float> got = a;
      for (const bool relu : {false, true}) {
        got = a;
        plain().scale_columns(
            {rows, width, a.data(), scale.data(), offset.data(), relu, expected.data()});
        k.scale_columns({rows, width, got.data(), scale.data(), offset.data(), relu, got.data()});
        check_same(got, expected);
      }
      got = a;
      plain().blend_columns({rows, width, a.data(), scale.data(), b.data(), b_scale.data(),
                             offset.data(), expected.data()});
      k.blend_columns({rows, width, got.data(), scale.data(), b.data(), b_scale.data(),
                       offset.data(), got.data()});
      check_same(got, expected);
    });
  });
}

TEST_CASE("a ReLU of scaled columns keeps a NaN") {
  for_each_isa([](const Kernels<float>& k) {
    const float x[2] = {std::numeric_limits<float>::quiet_NaN(), 1};
    const float scale[2] = {1, 1};
    const float offset[2] = {0, 0};
    float y[2] = {};
    k.scale_columns({1, 2, x, scale, offset, true, y});
    CHECK(std::isnan(y[0]));
    CHECK(y[1] == 1);
  });
}

TEST_CASE("rows are standardized, also those far from 0 and those that are constant") {
  for_each_isa([](const Kernels<float>& k) {
    for_each_shape([&](std::int64_t rows, std::int64_t width) {
      auto x = numbers(1, rows * width);
      for (float& number : x) number += 1000;
      for (std::int64_t c = 0; c < width && rows > 1; ++c) x[static_cast<std::size_t>(c)] = 3;
      const auto gradient = numbers(2, rows * width);
      std::vector<float> y(x.size());
      std::vector<float> got = x;
      std::vector<float> inverse(static_cast<std::size_t>(rows));
      std::vector<float> got_inverse = inverse;
      plain().standardize({rows, width, x.data(), 1e-3F, y.data(), inverse.data()});
      k.standardize({rows, width, got.data(), 1e-3F, got.data(), got_inverse.data()});
      check_same(got, y, 2e-3);
      check_same(got_inverse, inverse, 2e-3);

      std::vector<float> expected(x.size());
      got = gradient;
      plain().standardize_gradient(
          {rows, width, y.data(), inverse.data(), gradient.data(), expected.data()});
      k.standardize_gradient({rows, width, y.data(), inverse.data(), got.data(), got.data()});
      check_same(got, expected, 1e-4);
    });
  });
}

TEST_CASE("a leaky ReLU and its gradient, at the edges of the range too") {
  for_each_isa([](const Kernels<float>& k) {
    const std::vector<float> x = edges();
    const auto n = static_cast<std::int64_t>(x.size());
    std::vector<float> expected(x.size());
    std::vector<float> got = x;
    plain().leaky_relu(n, x.data(), 0.3F, expected.data());
    k.leaky_relu(n, got.data(), 0.3F, got.data());
    check_same(got, expected);
    std::vector<float> gradient = numbers(1, n);
    std::vector<float> expected_gradient = gradient;
    plain().leaky_relu_gradient(n, x.data(), 0.3F, expected_gradient.data());
    k.leaky_relu_gradient(n, x.data(), 0.3F, gradient.data());
    check_same(gradient, expected_gradient);
  });
}
