// SPDX-License-Identifier: MIT
#include "base/gaussian_filter.h"

#include <cmath>
#include <numeric>

namespace hourglass::base {
namespace {

// The numbers of one channel in one column or row, `stride` apart.
struct Line {
  std::int64_t stride, size;
};

// The sum around position `i`, from the ends to the middle. `place` says where a position is.
template <class In, class Place>
double sum_around(std::span<const double> weights, const In* in, std::int64_t i, Place place) {
  const std::int64_t radius = std::ssize(weights) / 2;
  double sum = static_cast<double>(in[place(i)]) * weights[static_cast<std::size_t>(radius)];
  for (std::int64_t j = radius; j > 0; --j) {
    const double both =
        static_cast<double>(in[place(i - j)]) + static_cast<double>(in[place(i + j)]);
    sum += both * weights[static_cast<std::size_t>(radius - j)];
  }
  return sum;
}

template <class In, class Out>
void filter_line(std::span<const double> weights, const Line& line, const In* in, Out* out) {
  const std::int64_t radius = std::ssize(weights) / 2;
  const auto inside = [&](std::int64_t i) { return i * line.stride; };
  const auto anywhere = [&](std::int64_t i) { return reflected(i, line.size) * line.stride; };
  for (std::int64_t i = 0; i < line.size; ++i) {
    const bool is_inside = i >= radius && i + radius < line.size;
    out[inside(i)] = static_cast<Out>(is_inside ? sum_around(weights, in, i, inside)
                                                : sum_around(weights, in, i, anywhere));
  }
}

}  // namespace

void fill_gaussian_weights(double sigma, std::span<double> weights) {
  const std::int64_t radius = std::ssize(weights) / 2;
  for (std::int64_t i = -radius; i <= radius; ++i) {
    const double distance = i == 0 ? 0 : static_cast<double>(i) / sigma;
    weights[static_cast<std::size_t>(i + radius)] = std::exp(-0.5 * distance * distance);
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
}

std::vector<double> gaussian_weights(double sigma, std::int64_t radius) {
  std::vector<double> weights(static_cast<std::size_t>(2 * radius + 1));
  fill_gaussian_weights(sigma, weights);
  return weights;
}

template <class T>
void filter_image(std::span<const double> weights, const Shape& shape, const T* in, float* scratch,
                  T* out) {
  const std::int64_t channels = shape[2];
  const std::int64_t row = shape[1] * channels;
  for (std::int64_t i = 0; i < row; ++i) filter_line(weights, {row, shape[0]}, in + i, scratch + i);
  for (std::int64_t begin = 0; begin < shape.size(); begin += row) {
    for (std::int64_t i = begin; i < begin + channels; ++i)
      filter_line(weights, {channels, shape[1]}, scratch + i, out + i);
  }
}

template void filter_image(std::span<const double>, const Shape&, const float*, float*, float*);
template void filter_image(std::span<const double>, const Shape&, const double*, float*, double*);

}  // namespace hourglass::base
