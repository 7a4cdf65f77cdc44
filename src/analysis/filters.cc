// SPDX-License-Identifier: MIT
#include "analysis/filters.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/checked.h"
#include "analysis/gaussian.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

constexpr double kWidestSigma = 1000;

std::size_t reflected(std::int64_t position, std::int64_t size) {
  const std::int64_t period = 2 * size;
  const std::int64_t within = (position % period + period) % period;
  return static_cast<std::size_t>(within < size ? within : period - 1 - within);
}

// The numbers of one channel in one column or row, `stride` apart.
struct Line {
  std::size_t first, stride;
  std::int64_t size;
};

// Filters lines in place. The sums are taken in scipy's order, from the ends to the middle.
class LineFilter {
 public:
  explicit LineFilter(std::vector<double> weights)
      : weights_(std::move(weights)), radius_(weights_.size() / 2) {}

  void run(std::span<float> image, const Line& line) {
    const auto size = static_cast<std::size_t>(line.size);
    extended_.resize(size + 2 * radius_);
    for (std::size_t i = 0; i < extended_.size(); ++i) {
      const auto position = static_cast<std::int64_t>(i) - static_cast<std::int64_t>(radius_);
      extended_[i] = image[line.first + reflected(position, line.size) * line.stride];
    }
    for (std::size_t i = 0; i < size; ++i) {
      const double* around = extended_.data() + i;
      double sum = around[radius_] * weights_[radius_];
      for (std::size_t j = 0; j < radius_; ++j)
        sum += (around[j] + around[2 * radius_ - j]) * weights_[j];
      image[line.first + i * line.stride] = static_cast<float>(sum);
    }
  }

 private:
  std::vector<double> weights_;
  std::size_t radius_;
  std::vector<double> extended_;  // the line and its reflections
};

void filter_image(LineFilter& filter, std::span<float> image, const Shape& shape) {
  const auto channels = static_cast<std::size_t>(shape[2]);
  const std::size_t row = static_cast<std::size_t>(shape[1]) * channels;
  for (std::size_t i = 0; i < row; ++i) filter.run(image, {i, row, shape[0]});
  for (std::size_t begin = 0; begin < image.size(); begin += row) {
    for (std::size_t i = 0; i < channels; ++i) filter.run(image, {begin + i, channels, shape[1]});
  }
}

float median_around(std::span<const float> image, const Shape& shape, std::int64_t y,
                    std::int64_t x, std::size_t channel) {
  const auto channels = static_cast<std::size_t>(shape[2]);
  const std::size_t row = static_cast<std::size_t>(shape[1]) * channels;
  std::array<float, 9> around;
  auto next = around.begin();
  for (std::int64_t down = -1; down <= 1; ++down) {
    const std::size_t begin = reflected(y + down, shape[0]) * row + channel;
    for (std::int64_t right = -1; right <= 1; ++right)
      *next++ = image[begin + reflected(x + right, shape[1]) * channels];
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
  LineFilter filter(gaussian_weights(sigma, static_cast<std::int64_t>(4 * sigma + 0.5)));
  Tensor filtered = images;
  for (std::int64_t i = 0; i < images.batch(); ++i)
    filter_image(filter, filtered.sample(i), images.shape());
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
        for (std::size_t c = 0; c < static_cast<std::size_t>(shape[2]); ++c)
          *next++ = median_around(image, shape, y, x, c);
      }
    }
  }
  return filtered;
}

}  // namespace hourglass::analysis
