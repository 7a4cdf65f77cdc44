// SPDX-License-Identifier: MIT
#include <algorithm>

#include "kernels/kernels.h"

namespace hourglass::kernels {

template <class T>
void pack_convolution(const ConvolutionPacking& packing, const T* kernel, T* packed) {
  const std::int64_t to = packing.gradient ? packing.inputs : packing.outputs;
  const std::int64_t from = packing.gradient ? packing.outputs : packing.inputs;
  const auto tap = [](bool gradient, std::int64_t first, std::int64_t step, std::int64_t count,
                      std::int64_t index) {
    return first + step * (gradient ? count - 1 - index : index);
  };
  for (std::int64_t tile = 0; tile < to; tile += kConvolveOutputs) {
    for (std::int64_t f = 0; f < from; ++f) {
      for (std::int64_t y = 0; y < packing.taps_high; ++y) {
        const std::int64_t row =
            tap(packing.gradient, packing.first_row, packing.row_step, packing.taps_high, y);
        for (std::int64_t x = 0; x < packing.taps_wide; ++x) {
          const std::int64_t column = tap(packing.gradient, packing.first_column,
                                          packing.column_step, packing.taps_wide, x);
          const T* source =
              kernel + (row * packing.wide + column) * packing.inputs * packing.outputs;
          for (std::int64_t t = tile; t < tile + kConvolveOutputs; ++t) {
            const std::int64_t input = packing.gradient ? t : f;
            const std::int64_t output = packing.gradient ? f : t;
            *packed++ = t < to ? source[input * packing.outputs + output] : T(0);
          }
        }
      }
    }
  }
}

template void pack_convolution(const ConvolutionPacking&, const float*, float*);
template void pack_convolution(const ConvolutionPacking&, const double*, double*);

}  // namespace hourglass::kernels
