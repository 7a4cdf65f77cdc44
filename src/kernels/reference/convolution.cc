// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
void convolve(const ConvolveArguments<T>& v) {
  const std::int64_t taps = v.in.channels * v.taps_high * v.taps_wide;
  for (std::int64_t o = 0; o < v.out.channels; ++o) {
    const T* packed =
        v.weights + o / kConvolveOutputs * kConvolveOutputs * taps + o % kConvolveOutputs;
    for (std::int64_t r = 0; r < v.out.height; ++r) {
      for (std::int64_t c = 0; c < v.out.width; ++c) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
          T sum = v.bias != nullptr ? v.bias[o] : T(0);
          const T* weight = packed;
          for (std::int64_t i = 0; i < v.in.channels; ++i) {
            for (std::int64_t y = 0; y < v.taps_high; ++y) {
              for (std::int64_t x = 0; x < v.taps_wide; ++x, weight += kConvolveOutputs) {
                const T cell = v.in.at(i, r * v.row_step + y, c * v.column_step + x)[lane];
                sum = std::fma(cell, *weight, sum);
              }
            }
          }
          if (v.relu) sum = std::max(sum, T(0));
          if (v.mask.data != nullptr && !(v.mask.at(o, r, c)[lane] > 0)) sum = 0;
          v.out.at(o, r, c)[lane] = sum;
        }
      }
    }
  }
}

template <class T>
void convolve_channels(const ConvolveChannelsArguments<T>& v) {
  const std::int64_t taps = v.inputs * v.taps_high * v.taps_wide;
  for (std::int64_t o = 0; o < v.out.channels * kLanes; ++o) {
    const T* packed = v.weights + o / kLanes * kLanes * taps + o % kLanes;
    for (std::int64_t r = 0; r < v.out.height; ++r) {
      for (std::int64_t c = 0; c < v.out.width; ++c) {
        T sum = v.bias != nullptr && o < v.outputs ? v.bias[o] : T(0);
        const T* weight = packed;
        for (std::int64_t i = 0; i < v.inputs; ++i) {
          for (std::int64_t y = 0; y < v.taps_high; ++y) {
            for (std::int64_t x = 0; x < v.taps_wide; ++x, weight += kLanes) {
              const T* cell = v.in.at(i / kLanes, r * v.row_step + y, c * v.column_step + x);
              sum = std::fma(cell[i % kLanes], *weight, sum);
            }
          }
        }
        v.out.at(o / kLanes, r, c)[o % kLanes] = v.relu ? std::max(sum, T(0)) : sum;
      }
    }
  }
}

template <class T>
void add_bias_gradient(const ConvolveGradientArguments<T>& v) {
  if (v.bias_gradient == nullptr) return;
  const Image<const T>& out = v.out_gradient;
  for (std::int64_t o = 0; o < out.channels; ++o) {
    T lanes[kLanes] = {};
    for (std::int64_t r = 0; r < out.height; ++r) {
      for (std::int64_t c = 0; c < out.width; ++c) {
        for (std::int64_t l = 0; l < kLanes; ++l) lanes[l] += out.at(o, r, c)[l];
      }
    }
    v.bias_gradient[o] = (v.accumulate_bias ? v.bias_gradient[o] : T(0)) + fold16(lanes);
  }
}

template <class T>
void convolve_gradient(const ConvolveGradientArguments<T>& v) {
  const Image<const T>& out = v.out_gradient;
  for (std::int64_t y = 0; y < v.taps_high; ++y) {
    for (std::int64_t x = 0; x < v.taps_wide; ++x) {
      for (std::int64_t i = 0; i < v.in.channels; ++i) {
        for (std::int64_t o = 0; o < out.channels; ++o) {
          T lanes[kLanes] = {};
          for (std::int64_t r = 0; r < out.height; ++r) {
            for (std::int64_t c = 0; c < out.width; ++c) {
              const T* in = v.in.at(i, r * v.row_step + y, c * v.column_step + x);
              for (std::int64_t l = 0; l < kLanes; ++l)
                lanes[l] = std::fma(in[l], out.at(o, r, c)[l], lanes[l]);
            }
          }
          T& sum = v.gradient[((y * v.taps_wide + x) * v.in.channels + i) * out.channels + o];
          sum = (v.accumulate ? sum : T(0)) + fold16(lanes);
        }
      }
    }
  }
  add_bias_gradient(v);
}

template <class T>
void convolve_gradient_wide(const ConvolveGradientArguments<T>& v) {
  const Image<const T>& out = v.out_gradient;
  const std::int64_t chunks = wide_chunks(out.width);
  for (std::int64_t y = 0; y < v.taps_high; ++y) {
    for (std::int64_t x = 0; x < v.taps_wide; ++x) {
      for (std::int64_t i = 0; i < v.in.channels; ++i) {
        for (std::int64_t o = 0; o < out.channels; ++o) {
          T& sum = v.gradient[((y * v.taps_wide + x) * v.in.channels + i) * out.channels + o];
          if (!v.accumulate) sum = 0;
          for (std::int64_t r = 0; r < out.height; ++r) {
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
              T chain = 0;
              const std::int64_t end = out.width * (chunk + 1) / chunks;
              for (std::int64_t c = out.width * chunk / chunks; c < end; ++c) {
                const T* in = v.in.at(i, r * v.row_step + y, c * v.column_step + x);
                for (std::int64_t l = 0; l < kLanes; ++l)
                  chain = std::fma(in[l], out.at(o, r, c)[l], chain);
              }
              sum += chain;
            }
          }
        }
      }
    }
  }
  add_bias_gradient(v);
}

}  // namespace

template <class T>
void fill_reference_convolution(Kernels<T>& kernels) {
  kernels.convolve = convolve<T>;
  kernels.convolve_channels = convolve_channels<T>;
  kernels.convolve_gradient = convolve_gradient<T>;
  kernels.convolve_gradient_wide = convolve_gradient_wide<T>;
}

template void fill_reference_convolution(Kernels<float>&);
template void fill_reference_convolution(Kernels<double>&);

}  // namespace hourglass::kernels
