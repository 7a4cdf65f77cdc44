// SPDX-License-Identifier: MIT
// Activations, arithmetic on runs of numbers, softmax.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/activation_constants.h"
#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
T activate(ActivationKind kind, T x) {
  switch (kind) {
    case ActivationKind::relu:
      return std::max(x, T(0));
    case ActivationKind::elu:
      return x > 0 ? x : std::expm1(x);
    case ActivationKind::selu:
      return T(kSeluScale) * (x > 0 ? x : T(kSeluAlpha) * std::expm1(x));
    case ActivationKind::gelu:
      return x * T(0.5) * (1 + std::erf(x * T(1 / std::numbers::sqrt2)));
    case ActivationKind::sigmoid:
      return 1 / (1 + std::exp(-x));
    case ActivationKind::tanh:
      return std::tanh(x);
    case ActivationKind::softplus:
      return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
    case ActivationKind::exponential:
      return std::exp(x);
    case ActivationKind::linear:
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      break;
  }
  return x;
}

// In terms of the output y where that is enough, so that the input need not be kept.
template <class T>
T slope(ActivationKind kind, T x, T y) {
  switch (kind) {
    case ActivationKind::relu:
      return y > 0 ? T(1) : T(0);
    case ActivationKind::elu:
      return y > 0 ? T(1) : y + 1;
    case ActivationKind::selu:
      return y > 0 ? T(kSeluScale) : y + T(kSeluScale * kSeluAlpha);
    case ActivationKind::gelu: {
      const T density = std::exp(-x * x / 2) * T(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
      return T(0.5) * (1 + std::erf(x * T(1 / std::numbers::sqrt2))) + x * density;
    }
    case ActivationKind::sigmoid:
      return y * (1 - y);
    case ActivationKind::tanh:
      return 1 - y * y;
    case ActivationKind::softplus:
      return -std::expm1(-y);
    case ActivationKind::exponential:
      return y;
    case ActivationKind::linear:
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      break;
  }
  return 1;
}

template <class T>
void activation(ActivationKind kind, std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = activate(kind, x[i]);
}

template <class T>
void activation_gradient(ActivationKind kind, std::int64_t n, const T* x, const T* y, T* gradient) {
  for (std::int64_t i = 0; i < n; ++i) gradient[i] *= slope(kind, x != nullptr ? x[i] : T(0), y[i]);
}

template <class T>
void leaky_relu(std::int64_t n, const T* x, T slope, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : x[i] * slope;
}

template <class T>
void leaky_relu_gradient(std::int64_t n, const T* y, T slope, T* gradient) {
  for (std::int64_t i = 0; i < n; ++i) gradient[i] *= y[i] > 0 ? T(1) : slope;
}

template <class T>
void affine(std::int64_t n, const T* x, T scale, T offset, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = std::fma(x[i], scale, offset);
}

template <class T>
void normalize(const NormalizeArguments<T>& a) {
  for (std::int64_t i = 0; i < a.n; ++i) {
    const T mean = a.mean[i % a.period];
    const T scale = a.scale[i % a.period];
    a.y[i] = a.invert ? mean + a.x[i] * scale : (a.x[i] - mean) / scale;
  }
}

template <class T>
void add(std::int64_t n, const T* a, const T* b, T* out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = a[i] + b[i];
}

template <class T>
void multiply(std::int64_t n, const T* a, const T* b, T* out) {
  for (std::int64_t i = 0; i < n; ++i) out[i] = a[i] * b[i];
}

template <class T>
void softmax(std::int64_t rows, std::int64_t width, const T* x, T* y) {
  for (std::int64_t r = 0; r < rows; ++r, x += width, y += width) {
    const T largest = *std::max_element(x, x + width);
    T sum = 0;
    for (std::int64_t i = 0; i < width; ++i) sum += y[i] = std::exp(x[i] - largest);
    for (std::int64_t i = 0; i < width; ++i) y[i] /= sum;
  }
}

template <class T>
void softmax_gradient(std::int64_t rows, std::int64_t width, const T* y, const T* out_gradient,
                      T* in_gradient) {
  for (std::int64_t r = 0; r < rows; ++r, y += width, out_gradient += width, in_gradient += width) {
    T dot = 0;
    for (std::int64_t i = 0; i < width; ++i) dot = std::fma(y[i], out_gradient[i], dot);
    for (std::int64_t i = 0; i < width; ++i) in_gradient[i] = y[i] * (out_gradient[i] - dot);
  }
}

}  // namespace

template <class T>
void fill_reference_elementwise(Kernels<T>& kernels) {
  kernels.activation = activation<T>;
  kernels.activation_gradient = activation_gradient<T>;
  kernels.leaky_relu = leaky_relu<T>;
  kernels.leaky_relu_gradient = leaky_relu_gradient<T>;
  kernels.affine = affine<T>;
  kernels.normalize = normalize<T>;
  kernels.add = add<T>;
  kernels.multiply = multiply<T>;
  kernels.softmax = softmax<T>;
  kernels.softmax_gradient = softmax_gradient<T>;
}

template void fill_reference_elementwise(Kernels<float>&);
template void fill_reference_elementwise(Kernels<double>&);

}  // namespace hourglass::kernels
