// SPDX-License-Identifier: MIT
#include "analysis/filters.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "analysis/checked.h"
#include "base/gaussian_filter.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

constexpr double kWidestSigma = 1000;

float median_around(std::span<const float> image, const Shape& shape, std::int64_t y,
                    std::int64_t x, std::int64_t channel) {
  const std::int64_t row = shape[1] * shape[2];
  std::array<float, 9> around;
  auto next = around.begin();
  for (std::int64_t down = -1; down <= 1; ++down) {
    const std::int64_t begin = base::reflected(y + down, shape[0]) * row + channel;
    for (std::int64_t right = -1; right <= 1; ++right)
      *next++ =
          image[static_cast<std::size_t>(begin + base::reflected(x + right, shape[1]) * shape[2])];
  }
  std::nth_element(around.begin(), around.begin() + 4, around.end());
  return around[4];
}

}  // namespace

Tensor gaussian_filter(const Tensor& images, double sigma) {
  constexpr std::string_view kWhere = "gaussian_filter";
  check_images(kWhere, images.shape());
  if (!(0 < sigma && sigma <= kWidestSigma)) {
    throw Error(
        ErrorCode::invalid_argument, kWhere,
        "sigma is " + std::to_string(sigma) + "; expected pixels above 0, 1000 at most, such as 1");
  }
  check_finite(kWhere, "images", images);
  const std::vector<double> weights = base::gaussian_weights(sigma, base::gaussian_radius(sigma));
  std::vector<float> scratch(static_cast<std::size_t>(images.shape().size()));
  Tensor filtered = images;
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    float* image = filtered.sample(i).data();
    base::filter_image(weights, images.shape(), image, scratch.data(), image);
  }
  return filtered;
}

Tensor median_filter(const Tensor& images) {
  constexpr std::string_view kWhere = "median_filter";
  check_images(kWhere, images.shape());
  check_finite(kWhere, "images", images);
  const Shape& shape = images.shape();
  Tensor filtered(images.batch(), shape);
  auto next = filtered.values().begin();
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    const std::span<const float> image = images.sample(i);
    for (std::int64_t y = 0; y < shape[0]; ++y) {
      for (std::int64_t x = 0; x < shape[1]; ++x) {
        for (std::int64_t c = 0; c < shape[2]; ++c) *next++ = median_around(image, shape, y, x, c);
      }
    }
  }
  return filtered;
}

}  // namespace hourglass::analysis
