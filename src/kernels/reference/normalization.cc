// SPDX-License-Identifier: MIT
// Matrices whose columns have constants of their own, and rows with mean 0 and variance 1.
#include <algorithm>
#include <cmath>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
void column_sums(std::int64_t rows, std::int64_t width, const T* x, T* sums) {
  for (std::int64_t r = 0; r < rows; ++r, x += width) {
    for (std::int64_t c = 0; c < width; ++c) sums[c] += x[c];
  }
}

template <class T>
void column_products(const ColumnProductsArguments<T>& a) {
  for (std::int64_t c = 0; c < a.width; ++c) {
    for (std::int64_t i = c; i < a.rows * a.width; i += a.width)
      a.sums[c] = std::fma(a.a[i] - a.a_center[c], a.b[i] - a.b_center[c], a.sums[c]);
  }
}

template <class T>
void scale_columns(const ScaleColumnsArguments<T>& a) {
  for (std::int64_t c = 0; c < a.width; ++c) {
    for (std::int64_t i = c; i < a.rows * a.width; i += a.width) {
      const T scaled = std::fma(a.x[i], a.scale[c], a.offset[c]);
      a.y[i] = a.relu && scaled < 0 ? T(0) : scaled;
    }
  }
}

template <class T>
void blend_columns(const BlendColumnsArguments<T>& a) {
  for (std::int64_t c = 0; c < a.width; ++c) {
    for (std::int64_t i = c; i < a.rows * a.width; i += a.width)
      a.out[i] = std::fma(a.a[i], a.a_scale[c], std::fma(a.b[i], a.b_scale[c], a.offset[c]));
  }
}

template <class T>
void standardize(const StandardizeArguments<T>& a) {
  const auto count = static_cast<T>(a.width);
  for (std::int64_t r = 0; r < a.rows; ++r) {
    const T* x = a.x + r * a.width;
    T* y = a.y + r * a.width;
    T sum = 0;
    for (std::int64_t c = 0; c < a.width; ++c) sum += x[c];
    const T mean = sum / count;
    T squares = 0;
    for (std::int64_t c = 0; c < a.width; ++c)
      squares = std::fma(x[c] - mean, x[c] - mean, squares);
    a.inverse[r] = 1 / std::sqrt(squares / count + a.epsilon);
    for (std::int64_t c = 0; c < a.width; ++c) y[c] = (x[c] - mean) * a.inverse[r];
  }
}

template <class T>
void standardize_gradient(const StandardizeGradientArguments<T>& a) {
  const auto count = static_cast<T>(a.width);
  for (std::int64_t r = 0; r < a.rows; ++r) {
    const T* y = a.y + r * a.width;
    const T* gradient = a.out_gradient + r * a.width;
    T sum = 0;
    T product = 0;
    for (std::int64_t c = 0; c < a.width; ++c) {
      sum += gradient[c];
      product = std::fma(gradient[c], y[c], product);
    }
    for (std::int64_t c = 0; c < a.width; ++c) {
      const T centered = gradient[c] - sum / count;
      a.in_gradient[r * a.width + c] = a.inverse[r] * std::fma(-y[c], product / count, centered);
    }
  }
}

}  // namespace

template <class T>
void fill_reference_normalization(Kernels<T>& kernels) {
  kernels.column_sums = column_sums<T>;
  kernels.column_products = column_products<T>;
  kernels.scale_columns = scale_columns<T>;
  kernels.blend_columns = blend_columns<T>;
  kernels.standardize = standardize<T>;
  kernels.standardize_gradient = standardize_gradient<T>;
}

template void fill_reference_normalization(Kernels<float>&);
template void fill_reference_normalization(Kernels<double>&);

}  // namespace hourglass::kernels
