// SPDX-License-Identifier: MIT
#include "analysis/image_quality.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

// A ramp from left to right, different in each channel.
Tensor ramp(std::int64_t batch, const Shape& shape) {
  Tensor images(batch, shape);
  for (std::int64_t i = 0; i < images.size(); ++i) {
    const std::int64_t x = i / shape[2] % shape[1];
    images.values()[static_cast<std::size_t>(i)] =
        static_cast<float>(x + i % shape[2]) / static_cast<float>(shape[1] + shape[2]);
  }
  return images;
}

Tensor constant(const Shape& shape, float value) {
  return {1, shape, std::vector<float>(static_cast<std::size_t>(shape.size()), value)};
}

}  // namespace

TEST_CASE("a tenth of the range as error is twenty decibels, no error infinitely many") {
  CHECK(psnr_of(0.01) == Approx(20));
  CHECK(psnr_of(0) == std::numeric_limits<double>::infinity());
}

TEST_CASE("an image is like itself") {
  const Tensor images = ramp(2, {13, 12, 3});
  CHECK(structural_similarities(images, images) == std::vector{1.0, 1.0});
}

TEST_CASE("flat images are as alike as their brightness") {
  const double expected = (2 * 0.25 * 0.5 + 1e-4) / (0.25 * 0.25 + 0.5 * 0.5 + 1e-4);
  CHECK(structural_similarities(constant({11, 11, 1}, 0.25F), constant({11, 11, 1}, 0.5F))[0] ==
        Approx(expected));
}

TEST_CASE("of an image of the filter's size the similarity is one number of weighted moments") {
  // A point in the middle of black beside all black: its weight is that of the middle, squared.
  Tensor point(1, {11, 11, 1});
  point.values()[60] = 1;
  double sum = 0;
  for (int i = -5; i <= 5; ++i) sum += std::exp(-i * i / 4.5);
  const double mean = 1 / sum / sum;
  const double variance = mean - mean * mean;
  CHECK(structural_similarities(point, constant({11, 11, 1}, 0))[0] ==
        Approx(1e-4 * 9e-4 / ((mean * mean + 1e-4) * (variance + 9e-4))));
}

TEST_CASE("an image of colours has the mean of its channels") {
  const Tensor one = ramp(1, {12, 15, 2});
  Tensor other = one;
  for (std::size_t i = 1; i < other.values().size(); i += 2) other.values()[i] = 0.5F;
  Tensor channel(1, {12, 15, 1});
  for (std::size_t i = 0; i < channel.values().size(); ++i)
    channel.values()[i] = one.values()[2 * i + 1];
  const double alone = structural_similarities(channel, constant({12, 15, 1}, 0.5F))[0];
  CHECK(alone < 0.9);
  CHECK(structural_similarities(one, other)[0] == Approx((1 + alone) / 2));
}

TEST_CASE("the quality of several images is that of each, and the means") {
  Tensor images(2, {11, 11, 1});
  Tensor reconstructions = images;
  for (float& value : reconstructions.sample(0)) value = 0.1F;
  for (float& value : reconstructions.sample(1)) value = 0.2F;
  const ImageQuality quality = image_quality(images, reconstructions);
  CHECK(quality.mse[1] == Approx(0.04));
  CHECK(quality.psnr[0] == Approx(20));
  CHECK(quality.mean_mse == Approx(0.025));
  CHECK(quality.mean_psnr == Approx((20 + psnr_of(0.04)) / 2));
  CHECK(quality.mean_ssim == Approx((quality.ssim[0] + quality.ssim[1]) / 2));
}

TEST_CASE("what cannot be compared is refused") {
  const Tensor images = ramp(1, {11, 11, 1});
  CHECK(says(error_of([&] {
               image_quality(images, Tensor(2, {11, 11, 1}));
             }),
             ErrorCode::shape_mismatch, "1 images are of shape (11, 11, 1), 2 reconstructions of"));
  CHECK(error_of([&] { image_quality(images, Tensor(1, {121, 1, 1})); }));
  CHECK(error_of([] { image_quality(Tensor(1, {121}), Tensor(1, {121})); }));
  CHECK(says(error_of([] {
               structural_similarities(Tensor(1, {10, 20, 1}), Tensor(1, {10, 20, 1}));
             }),
             ErrorCode::invalid_argument, "expected 11 pixels or more on a side"));
  CHECK(says(error_of([] {
               image_quality(Tensor(0, {11, 11, 1}), Tensor(0, {11, 11, 1}));
             }),
             ErrorCode::invalid_argument, "[image_quality] 0 images given; expected at least 1"));
  CHECK(says(error_of([&] {
               image_quality(images, constant({11, 11, 1}, std::numeric_limits<float>::infinity()));
             }),
             ErrorCode::invalid_argument, "sample 0 of the reconstructions holds inf"));
}
