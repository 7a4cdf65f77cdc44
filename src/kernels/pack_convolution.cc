// SPDX-License-Identifier: MIT
#include <algorithm>

#include "kernels/kernels.h"

namespace hourglass::kernels {
namespace {

template <class T>
T sum_of_taps(const ConvolutionPacking& p, const T* kernel, TapRange rows, TapRange columns,
              std::int64_t input, std::int64_t output) {
  T sum = 0;
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t column = columns.begin; column < columns.end; ++column) {
      sum += kernel[((row * p.wide + column) * p.inputs + input) * p.outputs + output];
    }
  }
  return sum;
}

}  // namespace

template <class T>
void pack_convolution(const ConvolutionPacking& p, const T* kernel, T* packed) {
  const std::int64_t to = p.exchange ? p.inputs : p.outputs;
  const std::int64_t from = p.exchange ? p.outputs : p.inputs;
  for (std::int64_t tile = 0; tile < to; tile += p.tile) {
    for (std::int64_t f = 0; f < from; ++f) {
      for (const TapRange rows : p.rows) {
        for (const TapRange columns : p.columns) {
          for (std::int64_t t = tile; t < tile + p.tile; ++t) {
            const std::int64_t input = p.exchange ? t : f;
            const std::int64_t output = p.exchange ? f : t;
            *packed++ = t < to ? sum_of_taps(p, kernel, rows, columns, input, output) : T(0);
          }
        }
      }
    }
  }
}

template void pack_convolution(const ConvolutionPacking&, const float*, float*);
template void pack_convolution(const ConvolutionPacking&, const double*, double*);

}  // namespace hourglass::kernels
