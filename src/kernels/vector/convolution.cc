// SPDX-License-Identifier: MIT
// Convolution with a sample in each lane: no im2col, no reordering, channels need not be multiples
// of anything.
//
// Tile: 4 output channels x up to 6 columns with 32 registers (24 sums, 6 of the image, 1 weight):
// 10 loads for 24 multiplications; up to 3 columns with 16. With one or two output channels the
// columns of a row of taps are kept in registers and used by each tap, or loads would be the limit.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

constexpr std::int64_t kTileColumns = kManyRegisters ? 6 : 3;

struct TilePlace {
  const float* in;       // window of the first column
  const float* weights;  // of the tile's outputs
  const float* bias;     // or nullptr
  float* out;
};

template <std::int64_t kOutputs, std::int64_t kColumns>
HWY_INLINE void finish(const ConvolveArguments<float>& v, float* out,
                       V (&sums)[kOutputs][kColumns]) {
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) {
      const V sum = v.relu ? relu(sums[o][c]) : sums[o][c];
      hn::StoreU(sum, D(), out + o * v.out.channel_stride + c * v.out.column_stride);
    }
  }
}

template <std::int64_t kOutputs, std::int64_t kColumns>
HWY_INLINE void start(const float* bias, V (&sums)[kOutputs][kColumns]) {
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
    const V value = bias == nullptr ? hn::Zero(D()) : hn::Set(D(), bias[o]);
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) sums[o][c] = value;
  }
}

template <std::int64_t kOutputs, std::int64_t kColumns>
HWY_NOINLINE void tile(const ConvolveArguments<float>& v, const TilePlace& p) {
  V sums[kOutputs][kColumns];
  start(p.bias, sums);
  const std::int64_t step = v.column_step * v.in.column_stride;
  const float* weight = p.weights;
  for (std::int64_t i = 0; i < v.in.channels; ++i) {
    for (std::int64_t y = 0; y < v.taps_high; ++y) {
      const float* in = p.in + i * v.in.channel_stride + y * v.in.row_stride;
      for (std::int64_t x = 0; x < v.taps_wide;
           ++x, in += v.in.column_stride, weight += kConvolveOutputs) {
        V cells[kColumns];
#pragma GCC unroll 16
        for (std::int64_t c = 0; c < kColumns; ++c) cells[c] = hn::LoadU(D(), in + c * step);
#pragma GCC unroll 8
        for (std::int64_t o = 0; o < kOutputs; ++o) {
          const V w = hn::Set(D(), weight[o]);
#pragma GCC unroll 16
          for (std::int64_t c = 0; c < kColumns; ++c)
            sums[o][c] = hn::MulAdd(cells[c], w, sums[o][c]);
        }
      }
    }
  }
  finish(v, p.out, sums);
}

// The same for neighbouring columns and kTaps taps in a row: kColumns + kTaps - 1 loads serve them
// all.
template <std::int64_t kOutputs, std::int64_t kColumns, std::int64_t kTaps>
HWY_NOINLINE void tile_of_rows(const ConvolveArguments<float>& v, const TilePlace& p) {
  V sums[kOutputs][kColumns];
  start(p.bias, sums);
  const float* weight = p.weights;
  for (std::int64_t i = 0; i < v.in.channels; ++i) {
    for (std::int64_t y = 0; y < v.taps_high; ++y, weight += kTaps * kConvolveOutputs) {
      const float* in = p.in + i * v.in.channel_stride + y * v.in.row_stride;
      V cells[kColumns + kTaps - 1];
#pragma GCC unroll 16
      for (std::int64_t c = 0; c < kColumns + kTaps - 1; ++c)
        cells[c] = hn::LoadU(D(), in + c * kLanes);
#pragma GCC unroll 8
      for (std::int64_t x = 0; x < kTaps; ++x) {
#pragma GCC unroll 8
        for (std::int64_t o = 0; o < kOutputs; ++o) {
          const V w = hn::Set(D(), weight[x * kConvolveOutputs + o]);
#pragma GCC unroll 16
          for (std::int64_t c = 0; c < kColumns; ++c)
            sums[o][c] = hn::MulAdd(cells[c + x], w, sums[o][c]);
        }
      }
    }
  }
  finish(v, p.out, sums);
}

using Tile = void (*)(const ConvolveArguments<float>&, const TilePlace&);

template <std::int64_t kOutputs>
Tile tile_for(const ConvolveArguments<float>& v, std::int64_t columns) {
  const bool rows_of_three =
      kOutputs <= 2 && v.taps_wide == 3 && v.column_step == 1 && v.in.column_stride == kLanes;
  if constexpr (kOutputs <= 2) {
    constexpr Tile kThree[] = {tile_of_rows<kOutputs, 1, 3>, tile_of_rows<kOutputs, 2, 3>,
                               tile_of_rows<kOutputs, 3, 3>, tile_of_rows<kOutputs, 4, 3>,
                               tile_of_rows<kOutputs, 5, 3>, tile_of_rows<kOutputs, 6, 3>};
    if (rows_of_three) return kThree[columns - 1];
  }
  constexpr Tile kTiles[] = {tile<kOutputs, 1>, tile<kOutputs, 2>, tile<kOutputs, 3>,
                             tile<kOutputs, 4>, tile<kOutputs, 5>, tile<kOutputs, 6>};
  return kTiles[columns - 1];
}

template <std::int64_t kOutputs>
void outputs_tile(const ConvolveArguments<float>& v, std::int64_t first_output) {
  const std::int64_t taps = v.in.channels * v.taps_high * v.taps_wide;
  const float* weights = v.weights + first_output * taps;
  const float* bias = v.bias == nullptr ? nullptr : v.bias + first_output;
  // Columns in tiles of almost the same width: 7 is 4 + 3, not 6 + 1.
  const std::int64_t tiles = (v.out.width + kTileColumns - 1) / kTileColumns;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t c = v.out.width * t / tiles;
    const Tile run = tile_for<kOutputs>(v, v.out.width * (t + 1) / tiles - c);
    for (std::int64_t r = 0; r < v.out.height; ++r) {
      for (std::int64_t part = 0; part < kParts; ++part) {
        const std::int64_t lane = part * kWidth;
        run(v, {v.in.at(0, r * v.row_step, c * v.column_step) + lane, weights, bias,
                v.out.at(first_output, r, c) + lane});
      }
    }
  }
}

void convolve(const ConvolveArguments<float>& v) {
  for_output_tiles(v.out.channels, [&](auto outputs, std::int64_t first)
                                       HWY_ATTR { outputs_tile<outputs>(v, first); });
}

}  // namespace

void fill_convolution(Kernels<float>& kernels) { kernels.convolve = convolve; }

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
HWY_EXPORT(fill_convolution);
void fill_vector_convolution(Kernels<float>& kernels) {
  HWY_DYNAMIC_DISPATCH(fill_convolution)(kernels);
}
}  // namespace hourglass::kernels
#endif
