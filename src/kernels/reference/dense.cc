// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
void gemm(const GemmArguments<T>& g) {
  for (std::int64_t m = 0; m < g.m; ++m) {
    for (std::int64_t n = 0; n < g.n; ++n) {
      T* out = g.out + m * g.out_row + n;
      T sum = g.accumulate ? *out : g.bias != nullptr ? g.bias[n] : T(0);
      for (std::int64_t k = 0; k < g.k; ++k) {
        sum = std::fma(g.a[m * g.a_row + k * g.a_column], g.b[k * g.b_row + n], sum);
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

}  // namespace

template <class T>
void fill_reference_dense(Kernels<T>& kernels) {
  kernels.gemm = gemm<T>;
  kernels.gemm_transposed = gemm_transposed<T>;
}

template void fill_reference_dense(Kernels<float>&);
template void fill_reference_dense(Kernels<double>&);

}  // namespace hourglass::kernels
