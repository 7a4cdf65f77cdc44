// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include "data/images/image.h"

namespace hourglass::data {
namespace {

constexpr int kWeightBits = 22;

// For one pixel of the result: the pixels that it is the weighted mean of.
struct Mean {
  std::int64_t first = 0;
  std::vector<std::int32_t> weights;  // together 2^22, but for rounding
};

// The operations and their order are those of Pillow (src/libImaging/Resample.c), so that the bits
// are.
std::vector<Mean> triangle_means(std::int64_t from_size, std::int64_t to_size) {
  const double scale = static_cast<double>(from_size) / static_cast<double>(to_size);
  const double support = std::max(scale, 1.0);
  std::vector<Mean> means(static_cast<std::size_t>(to_size));
  std::vector<double> weights;
  for (std::int64_t i = 0; i < to_size; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(centre - support + 0.5));
    const auto end = std::min(from_size, static_cast<std::int64_t>(centre + support + 0.5));
    weights.clear();
    double sum = 0;
    for (std::int64_t j = first; j < end; ++j) {
      const double distance = std::abs((static_cast<double>(j) - centre + 0.5) * (1.0 / support));
      weights.push_back(distance < 1 ? 1 - distance : 0);
      sum += weights.back();
    }
    Mean& mean = means[static_cast<std::size_t>(i)];
    mean.first = first;
    for (const double weight : weights) {
      mean.weights.push_back(static_cast<std::int32_t>(0.5 + weight / sum * (1 << kWeightBits)));
    }
  }
  return means;
}

// The mean of bytes that are `stride` apart.
std::uint8_t apply(const Mean& mean, const std::uint8_t* bytes, std::int64_t stride) {
  std::int32_t sum = 1 << (kWeightBits - 1);
  for (const std::int32_t weight : mean.weights) {
    sum += *bytes * weight;
    bytes += stride;
  }
  return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

Image resize_rows(const Image& image, std::int64_t width) {
  const std::vector<Mean> means = triangle_means(image.width, width);
  Image resized = Image::make(image.height, width, image.channels);
  std::uint8_t* to = resized.pixel(0, 0);
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (const Mean& mean : means) {
      const std::uint8_t* from = image.pixel(y, mean.first);
      for (std::int64_t c = 0; c < image.channels; ++c) {
        *to++ = apply(mean, from + c, image.channels);
      }
    }
  }
  return resized;
}

Image resize_columns(const Image& image, std::int64_t height) {
  const std::vector<Mean> means = triangle_means(image.height, height);
  Image resized = Image::make(height, image.width, image.channels);
  std::uint8_t* to = resized.pixel(0, 0);
  const std::int64_t row = image.width * image.channels;
  for (const Mean& mean : means) {
    const std::uint8_t* from = image.pixel(mean.first, 0);
    for (std::int64_t i = 0; i < row; ++i) *to++ = apply(mean, from + i, row);
  }
  return resized;
}

}  // namespace

Image resize(const Image& image, std::int64_t height, std::int64_t width) {
  Image resized = resize_rows(image, width);
  return resize_columns(resized, height);
}

}  // namespace hourglass::data
