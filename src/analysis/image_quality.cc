// SPDX-License-Identifier: MIT
#include "analysis/image_quality.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>

#include "analysis/checked.h"
#include "base/gaussian_filter.h"
#include "hourglass/error.h"
#include "hourglass/scores.h"

namespace hourglass::analysis {
namespace {

constexpr double kSigma = 1.5;
constexpr std::int64_t kRadius = 5;  // 3.5 sigma
constexpr std::size_t kTaps = 2 * kRadius + 1;
constexpr double kLuminance = 0.01 * 0.01;
constexpr double kContrast = 0.03 * 0.03;

// One channel of an image.
using Plane = std::vector<double>;

void check_pairs(std::string_view where, const Tensor& images, const Tensor& reconstructions) {
  check_images(where, images.shape());
  if (images.shape() != reconstructions.shape() || images.batch() != reconstructions.batch()) {
    throw Error(ErrorCode::shape_mismatch, where,
                std::to_string(images.batch()) + " images are of shape " +
                    images.shape().to_string() + ", " + std::to_string(reconstructions.batch()) +
                    " reconstructions of " + reconstructions.shape().to_string() +
                    "; expected as many of one shape");
  }
  check_finite(where, "images", images);
  check_finite(where, "reconstructions", reconstructions);
}

Plane plane_of(std::span<const float> image, std::int64_t channels, std::int64_t channel) {
  Plane plane;
  plane.reserve(image.size() / static_cast<std::size_t>(channels));
  for (auto i = static_cast<std::size_t>(channel); i < image.size();
       i += static_cast<std::size_t>(channels))
    plane.push_back(image[i]);
  return plane;
}

Plane product(const Plane& a, const Plane& b) {
  Plane result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] * b[i];
  return result;
}

// Means weighted with the Gaussian, where it fits into the plane wholly: the index leaves out the
// rest.
class LocalMeans {
 public:
  LocalMeans(std::int64_t height, std::int64_t width)
      : width_(static_cast<std::size_t>(width)),
        inner_height_(static_cast<std::size_t>(height) - kTaps + 1),
        inner_width_(width_ - kTaps + 1),
        weights_(base::gaussian_weights(kSigma, kRadius)),
        row_(width_) {}

  Plane of(const Plane& plane) {
    Plane means(inner_height_ * inner_width_, 0.0);
    for (std::size_t y = 0; y < inner_height_; ++y) {
      std::fill(row_.begin(), row_.end(), 0.0);
      for (std::size_t tap = 0; tap < kTaps; ++tap) {
        const double* from = plane.data() + (y + tap) * width_;
        for (std::size_t x = 0; x < width_; ++x) row_[x] += weights_[tap] * from[x];
      }
      double* to = means.data() + y * inner_width_;
      for (std::size_t tap = 0; tap < kTaps; ++tap) {
        for (std::size_t x = 0; x < inner_width_; ++x) to[x] += weights_[tap] * row_[x + tap];
      }
    }
    return means;
  }

 private:
  std::size_t width_, inner_height_, inner_width_;
  std::vector<double> weights_;
  std::vector<double> row_;
};

double similarity(LocalMeans& means, const Plane& a, const Plane& b) {
  const Plane mean_a = means.of(a);
  const Plane mean_b = means.of(b);
  const Plane mean_aa = means.of(product(a, a));
  const Plane mean_bb = means.of(product(b, b));
  const Plane mean_ab = means.of(product(a, b));
  double sum = 0;
  for (std::size_t i = 0; i < mean_a.size(); ++i) {
    const double squares = mean_a[i] * mean_a[i] + mean_b[i] * mean_b[i];
    const double variances = mean_aa[i] + mean_bb[i] - squares;
    const double both = mean_a[i] * mean_b[i];
    const double covariance = mean_ab[i] - both;
    sum += (2 * both + kLuminance) * (2 * covariance + kContrast) /
           ((squares + kLuminance) * (variances + kContrast));
  }
  return sum / static_cast<double>(mean_a.size());
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double psnr_of(double mse) { return -10 * std::log10(mse); }

std::vector<double> structural_similarities(const Tensor& images, const Tensor& reconstructions) {
  constexpr std::string_view kWhere = "structural_similarities";
  check_pairs(kWhere, images, reconstructions);
  const std::int64_t height = images.shape()[0];
  const std::int64_t width = images.shape()[1];
  const std::int64_t channels = images.shape()[2];
  if (std::min(height, width) < static_cast<std::int64_t>(kTaps)) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "images are of shape " + images.shape().to_string() +
                    "; expected 11 pixels or more on a side, as large as the filter");
  }
  LocalMeans means(height, width);
  std::vector<double> similarities;
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    double sum = 0;
    for (std::int64_t c = 0; c < channels; ++c) {
      sum += similarity(means, plane_of(images.sample(i), channels, c),
                        plane_of(reconstructions.sample(i), channels, c));
    }
    similarities.push_back(sum / static_cast<double>(channels));
  }
  return similarities;
}

ImageQuality image_quality(const Tensor& images, const Tensor& reconstructions) {
  check_number("image_quality", "images", images.batch(), 1);
  ImageQuality quality;
  quality.ssim = structural_similarities(images, reconstructions);
  quality.mse = reconstruction_errors(images, reconstructions);
  for (const double mse : quality.mse) quality.psnr.push_back(psnr_of(mse));
  quality.mean_mse = mean(quality.mse);
  quality.mean_psnr = mean(quality.psnr);
  quality.mean_ssim = mean(quality.ssim);
  return quality;
}

}  // namespace hourglass::analysis
