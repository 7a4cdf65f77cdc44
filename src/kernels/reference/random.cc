// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

// Box and Muller: draw p gives numbers p and p + half.
template <class T>
void normal(base::RandomKey key, std::int64_t n, T* out) {
  const std::int64_t half = (n + 1) / 2;
  for (std::int64_t p = 0; p < half; ++p) {
    const auto bits = base::threefry(key, {static_cast<std::uint32_t>(p), 0});
    const T radius = std::sqrt(-2 * std::log(static_cast<T>(((bits[0] >> 8) + 1) * 0x1p-24)));
    const T angle = static_cast<T>(base::uniform(bits[1])) * T(2 * std::numbers::pi);
    out[p] = radius * std::cos(angle);
    if (p + half < n) out[p + half] = radius * std::sin(angle);
  }
}

template <class T>
void dropout_mask(base::RandomKey key, T rate, std::int64_t n, T* out) {
  for (std::int64_t i = 0; i < n; ++i) {
    const auto bits = base::threefry(key, {static_cast<std::uint32_t>(i), 0});
    out[i] = static_cast<T>(base::uniform(bits[0])) < rate ? T(0) : 1 / (1 - rate);
  }
}

template <class T>
void corrupt(std::int64_t n, const T* x, const T* noise, T stddev, T minimum, T maximum, T* out) {
  for (std::int64_t i = 0; i < n; ++i)
    out[i] = std::clamp(std::fma(noise[i], stddev, x[i]), minimum, maximum);
}

}  // namespace

template <class T>
void fill_reference_random(Kernels<T>& kernels) {
  kernels.normal = normal<T>;
  kernels.dropout_mask = dropout_mask<T>;
  kernels.corrupt = corrupt<T>;
}

template void fill_reference_random(Kernels<float>&);
template void fill_reference_random(Kernels<double>&);

}  // namespace hourglass::kernels
