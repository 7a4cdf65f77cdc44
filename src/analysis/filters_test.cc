// SPDX-License-Identifier: MIT
#include "analysis/filters.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error_testing.h"
#include "base/gaussian_filter.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

std::vector<float> values_of(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

}  // namespace

TEST_CASE("the weights of a Gaussian have the sum one and fall with the square of the distance") {
  const std::vector<double> weights = base::gaussian_weights(2, 3);
  CHECK(weights.size() == 7);
  CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(1));
  CHECK(weights[0] == weights[6]);
  CHECK(weights[4] / weights[3] == Approx(std::exp(-1.0 / 8)));
}

TEST_CASE("a point becomes the product of two Gaussians") {
  Tensor image(1, {9, 11, 1});
  image.values()[4 * 11 + 5] = 1;
  const Tensor filtered = gaussian_filter(image, 0.5);  // two pixels to each side
  const std::vector<double> weights = base::gaussian_weights(0.5, 2);
  CHECK(filtered.values()[4 * 11 + 5] == Approx(weights[2] * weights[2]));
  CHECK(filtered.values()[5 * 11 + 7] == Approx(weights[3] * weights[4]));
  CHECK(filtered.values()[4 * 11 + 8] == 0);
}

TEST_CASE("beyond the border images are mirrored, the last pixel twice, as often as needed") {
  // Three pixels under a filter that is thirteen wide.
  const std::vector<float> line = {1, 0, 0};
  const std::vector<double> weights = base::gaussian_weights(1.5, 6);
  // The first pixel's filter meets the one at -6, -1, 0, 5 and 6 pixels from it.
  const double expected = weights[0] + weights[5] + weights[6] + weights[11] + weights[12];
  CHECK(gaussian_filter(Tensor(1, {1, 3, 1}, line), 1.5).values()[0] == Approx(expected));
  CHECK(gaussian_filter(Tensor(1, {3, 1, 1}, line), 1.5).values()[0] == Approx(expected));
}

TEST_CASE("channels and images are filtered by themselves") {
  Tensor images(2, {5, 5, 2});
  for (std::size_t i = 0; i < 50; i += 2) images.sample(1)[i] = 0.25F;
  for (const Tensor& filtered : {gaussian_filter(images, 1), median_filter(images)}) {
    CHECK(filtered.sample(0)[24] == 0);
    CHECK(filtered.sample(1)[24] == Approx(0.25));
    CHECK(filtered.sample(1)[25] == 0);
  }
}

TEST_CASE("a median takes away single points and leaves edges") {
  const Tensor image(1, {3, 4, 1}, {0, 0, 1, 1, 0, 9, 1, 1, 0, 0, 1, 1});
  CHECK(values_of(median_filter(image)) == std::vector<float>{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1});
}

TEST_CASE("a median counts what the mirror shows") {
  // Around the first pixel: 1 and its right neighbour 2, below them 3 and 4; the mirror doubles.
  const Tensor image(1, {2, 2, 1}, {1, 2, 3, 4});
  CHECK(median_filter(image).values()[0] == 2);
  CHECK(median_filter(Tensor(1, {1, 1, 1}, {5})).values()[0] == 5);
}

TEST_CASE("only images of finite numbers are filtered, with a width that is one") {
  CHECK(says(error_of([] { median_filter(Tensor(1, {4})); }), ErrorCode::shape_mismatch,
             "[median_filter] samples are of shape (4); expected images"));
  CHECK(error_of([] { gaussian_filter(Tensor(1, {4}), 1); }));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(error_of([&] { median_filter(Tensor(1, {1, 1, 1}, {nan})); }));
  for (const double sigma : {0.0, -1.0, 1001.0, double{nan}}) {
    CHECK(says(error_of([&] {
                 gaussian_filter(Tensor(1, {1, 1, 1}), sigma);
               }),
               ErrorCode::invalid_argument, "expected pixels above 0, 1000 at most"));
  }
}
