// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
T add_product(T a, T b, T sum) {
  return std::fma(a, b, sum);
}

// The sum of bfloat16 numbers, where processors take denormals for 0. What is too small is so after
// rounding, as if exponents had no end; the sum in double is near enough to tell.
float add_flushed(float a, float b, float sum) {
  constexpr float kSmallest = std::numeric_limits<float>::min();
  constexpr double kRoundsToSmallest = kSmallest * (1 - 0x1p-25);
  if (std::abs(sum) < kSmallest) sum = std::copysign(0.0F, sum);
  const double nearly = static_cast<double>(a) * b + sum;
  if (std::abs(nearly) < kRoundsToSmallest) return static_cast<float>(std::copysign(0.0, nearly));
  return std::fma(a, b, sum);
}
double add_flushed(float a, float b, double sum) { return std::fma(a, b, sum); }

template <class T>
T add_product(Bfloat16Pair a, Bfloat16Pair b, T sum) {
  return add_flushed(lower(a), lower(b), add_flushed(upper(a), upper(b), sum));
}

template <class T, class Factor>
void gemm(const GemmArguments<T, Factor>& g) {
  for (std::int64_t m = 0; m < g.m; ++m) {
    for (std::int64_t n = 0; n < g.n; ++n) {
      T* out = g.out + m * g.out_row + n;
      T sum = g.accumulate ? *out : g.bias != nullptr ? g.bias[n] : T(0);
      for (std::int64_t k = 0; k < g.k; ++k) {
        sum = add_product(g.a[m * g.a_row + k * g.a_column], g.b[k * g.b_row + n], sum);
      }
      *out = g.relu ? std::max(sum, T(0)) : sum;
    }
  }
}

template <class T>
void gemm_transposed(const GemmTransposedArguments<T>& g) {
  for (std::int64_t m = 0; m < g.m; ++m) {
    for (std::int64_t n = 0; n < g.n; ++n) {
      T sum = 0;
      for (std::int64_t chunk = 0; chunk < g.k; chunk += kDotChunk) {
        T lanes[kLanes] = {};
        for (std::int64_t k = chunk; k < std::min(chunk + kDotChunk, g.k); ++k) {
          T& lane = lanes[k % kLanes];
          lane = std::fma(g.a[m * g.a_row + k], g.b[n * g.b_row + k], lane);
        }
        sum += fold16(lanes);
      }
      g.out[m * g.out_row + n] = sum;
    }
  }
}

template <class T>
void pack_along_rows(const PackBfloat16Arguments<T>& p) {
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const T* x = p.x + row * p.x_row;
    for (std::int64_t c = 0; c < p.columns; c += 2) {
      const T next = c + 1 < p.columns ? x[c + 1] : T(0);
      p.pairs[row * p.pairs_row + c / 2] =
          bfloat16_pair(static_cast<float>(x[c]), static_cast<float>(next));
    }
  }
}

template <class T>
void pack_across_rows(const PackBfloat16Arguments<T>& p) {
  for (std::int64_t row = 0; row < p.rows; row += 2) {
    const T* x = p.x + row * p.x_row;
    for (std::int64_t c = 0; c < p.columns; ++c) {
      const T next = row + 1 < p.rows ? x[c + p.x_row] : T(0);
      p.pairs[row / 2 * p.pairs_row + c] =
          bfloat16_pair(static_cast<float>(x[c]), static_cast<float>(next));
    }
  }
}

}  // namespace

template <class T>
void fill_reference_dense(Kernels<T>& kernels) {
  kernels.gemm = gemm<T, T>;
  kernels.gemm_bfloat16 = gemm<T, Bfloat16Pair>;
  kernels.pack_along_rows = pack_along_rows<T>;
  kernels.pack_across_rows = pack_across_rows<T>;
  kernels.gemm_transposed = gemm_transposed<T>;
}

template void fill_reference_dense(Kernels<float>&);
template void fill_reference_dense(Kernels<double>&);

}  // namespace hourglass::kernels
