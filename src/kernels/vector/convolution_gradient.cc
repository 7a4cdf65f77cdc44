// SPDX-License-Identifier: MIT
// The gradient of a convolution's kernel: for each tap and output channel a sum over all cells and
// lanes.
//
// Tile: 4 output channels x up to 6 taps with 32 registers (10 loads for 24 multiplications), x 2
// with 16. Lanes are summed once a tile, in the order of fold16.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution_gradient.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

constexpr std::int64_t kTileTaps = kManyRegisters ? 6 : 2;

using Arguments = ConvolveGradientArguments<float>;

// Lane sums of a tile: [output][tap][lane].
using LaneSums = float[kConvolveOutputs][kTileTaps][kLanes];

template <std::int64_t kOutputs, std::int64_t kTaps>
HWY_NOINLINE void tile(const Arguments& v, std::int64_t output, const std::int64_t* tap_offsets,
                       std::int64_t lane, LaneSums& lane_sums) {
  V sums[kOutputs][kTaps];
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t) sums[o][t] = hn::Zero(D());
  }
  const float* taps[kTaps];
  const std::int64_t in_step = v.column_step * v.in.column_stride;
  for (std::int64_t r = 0; r < v.out_gradient.height; ++r) {
    const float* out = v.out_gradient.at(output, r, 0) + lane;
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t) {
      taps[t] = v.in.at(0, r * v.row_step, 0) + lane + tap_offsets[t];
    }
    for (std::int64_t c = 0; c < v.out_gradient.width; ++c, out += v.out_gradient.column_stride) {
      V gradients[kOutputs];
#pragma GCC unroll 8
      for (std::int64_t o = 0; o < kOutputs; ++o) {
        gradients[o] = hn::LoadU(D(), out + o * v.out_gradient.channel_stride);
      }
#pragma GCC unroll 8
      for (std::int64_t t = 0; t < kTaps; ++t) {
        const V cell = hn::LoadU(D(), taps[t] + c * in_step);
#pragma GCC unroll 8
        for (std::int64_t o = 0; o < kOutputs; ++o)
          sums[o][t] = hn::MulAdd(cell, gradients[o], sums[o][t]);
      }
    }
  }
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t) hn::StoreU(sums[o][t], D(), lane_sums[o][t] + lane);
  }
}

using Tile = void (*)(const Arguments&, std::int64_t, const std::int64_t*, std::int64_t, LaneSums&);

template <std::int64_t kOutputs>
Tile tile_for(std::int64_t taps) {
  constexpr Tile kTiles[] = {tile<kOutputs, 1>,
                             tile<kOutputs, (kTileTaps > 1 ? 2 : 1)>,
                             tile<kOutputs, (kTileTaps > 2 ? 3 : 1)>,
                             tile<kOutputs, (kTileTaps > 2 ? 4 : 1)>,
                             tile<kOutputs, (kTileTaps > 2 ? 5 : 1)>,
                             tile<kOutputs, (kTileTaps > 2 ? 6 : 1)>};
  return kTiles[taps - 1];
}

// A tap is (input channel i, row y, column x), numbered (i * high + y) * wide + x.
struct Tap {
  std::int64_t offset;  // in the image
  std::int64_t index;   // of output 0 in the kernel's gradient
};
Tap tap_at(const Arguments& v, std::int64_t number) {
  const std::int64_t x = number % v.taps_wide;
  const std::int64_t y = number / v.taps_wide % v.taps_high;
  const std::int64_t i = number / (v.taps_wide * v.taps_high);
  return {v.in.at(i, y, x) - v.in.data,
          ((y * v.taps_wide + x) * v.in.channels + i) * v.out_gradient.channels};
}

template <std::int64_t kOutputs>
void outputs_tile(const Arguments& v, std::int64_t output) {
  const std::int64_t taps = v.in.channels * v.taps_high * v.taps_wide;
  const std::int64_t tiles = (taps + kTileTaps - 1) / kTileTaps;
  HWY_ALIGN LaneSums lane_sums;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t first = taps * t / tiles;
    const std::int64_t count = taps * (t + 1) / tiles - first;
    Tap tile_taps[kTileTaps];
    std::int64_t offsets[kTileTaps];
    for (std::int64_t i = 0; i < count; ++i) {
      tile_taps[i] = tap_at(v, first + i);
      offsets[i] = tile_taps[i].offset;
    }
    const Tile run = tile_for<kOutputs>(count);
    for (std::int64_t part = 0; part < kParts; ++part)
      run(v, output, offsets, part * kWidth, lane_sums);
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t o = 0; o < kOutputs; ++o) {
        float& sum = v.gradient[tile_taps[i].index + output + o];
        sum = (v.accumulate ? sum : 0.0F) + fold16(lane_sums[o][i]);
      }
    }
  }
}

void bias_gradient(const Arguments& v) {
  const Image<const float>& out = v.out_gradient;
  for (std::int64_t o = 0; o < out.channels; ++o) {
    HWY_ALIGN float lanes[kLanes];
    for (std::int64_t part = 0; part < kParts; ++part) {
      V sum = hn::Zero(D());
      for (std::int64_t r = 0; r < out.height; ++r) {
        for (std::int64_t c = 0; c < out.width; ++c) {
          sum = hn::Add(sum, hn::LoadU(D(), out.at(o, r, c) + part * kWidth));
        }
      }
      hn::StoreU(sum, D(), lanes + part * kWidth);
    }
    v.bias_gradient[o] = (v.accumulate ? v.bias_gradient[o] : 0.0F) + fold16(lanes);
  }
}

void convolve_gradient(const Arguments& v) {
  for_output_tiles(v.out_gradient.channels, [&](auto outputs, std::int64_t first)
                                                HWY_ATTR { outputs_tile<outputs>(v, first); });
  if (v.bias_gradient != nullptr) bias_gradient(v);
}

}  // namespace

void fill_convolution_gradient(Kernels<float>& kernels) {
  kernels.convolve_gradient = convolve_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
HWY_EXPORT(fill_convolution_gradient);
void fill_vector_convolution_gradient(Kernels<float>& kernels) {
  HWY_DYNAMIC_DISPATCH(fill_convolution_gradient)(kernels);
}
}  // namespace hourglass::kernels
#endif
