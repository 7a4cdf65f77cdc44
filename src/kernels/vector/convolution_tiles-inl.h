// SPDX-License-Identifier: MIT
// Tiles of a convolution's results, with a sample in each lane: some output channels x neighbouring
// columns. Included once for each instruction set.
//
// Tile: 4 output channels x up to 6 columns with 32 registers (24 sums, 6 of the image, 1 weight):
// 10 loads for 24 multiplications; up to 3 columns with 16. With one or two output channels the
// columns of a row of taps are kept in registers and used by each tap, or loads would be the limit;
// with one they are used by the taps of two rows of outputs.
#if defined(HOURGLASS_KERNELS_VECTOR_CONVOLUTION_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_TILES_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_TILES_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_CONVOLUTION_TILES_INL_H_
#endif

#include <limits>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

HWY_INLINE V set_lowest() { return hn::Set(D(), -std::numeric_limits<float>::infinity()); }

struct ConvolvePlace {
  const float* in;       // window of the first column
  const float* weights;  // of the tile's outputs
  const float* bias;     // or nullptr
  float* out;
  const float* mask;  // or nullptr
};

template <bool kMasked, std::int64_t kOutputs, std::int64_t kColumns>
HWY_INLINE void store(const ConvolveArguments<float>& v, const ConvolvePlace& p,
                      V (&sums)[kOutputs][kColumns]) {
  const V lowest = v.relu ? hn::Zero(D()) : set_lowest();
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
    float* out = p.out + o * v.out.channel_stride;
    const float* mask = p.mask + (kMasked ? o * v.mask.channel_stride : 0);
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) {
      // A NaN stays one.
      V sum = hn::IfThenElse(hn::Lt(sums[o][c], lowest), lowest, sums[o][c]);
      if (kMasked) {
        const V cell = hn::LoadU(D(), mask + c * v.mask.column_stride);
        sum = hn::IfThenElseZero(hn::Gt(cell, hn::Zero(D())), sum);
      }
      hn::StoreU(sum, D(), out + c * v.out.column_stride);
    }
  }
}

template <std::int64_t kOutputs, std::int64_t kColumns>
HWY_INLINE void finish(const ConvolveArguments<float>& v, const ConvolvePlace& p,
                       V (&sums)[kOutputs][kColumns]) {
  if (p.mask == nullptr) {
    store<false>(v, p, sums);
  } else {
    store<true>(v, p, sums);
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
HWY_NOINLINE void tile(const ConvolveArguments<float>& v, const ConvolvePlace& p) {
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
        for (std::int64_t c = 0; c < kColumns; ++c) cells[c] = load_once(in + c * step);
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
  finish(v, p, sums);
}

// A row of taps, of kTaps cells that are neighbours, added to the sums of neighbouring columns:
// kColumns + kTaps - 1 loads serve them all.
template <std::int64_t kOutputs, std::int64_t kColumns, std::int64_t kTaps>
struct RowOfTaps {
  static constexpr std::int64_t kWeights = kTaps * kConvolveOutputs;

  HWY_INLINE void load(const float* in) {
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns + kTaps - 1; ++c) cells[c] = load_once(in + c * kLanes);
  }
  HWY_INLINE void add(const float* weights, V (&sums)[kOutputs][kColumns]) const {
#pragma GCC unroll 8
    for (std::int64_t x = 0; x < kTaps; ++x) {
#pragma GCC unroll 8
      for (std::int64_t o = 0; o < kOutputs; ++o) {
        const V w = hn::Set(D(), weights[x * kConvolveOutputs + o]);
#pragma GCC unroll 16
        for (std::int64_t c = 0; c < kColumns; ++c)
          sums[o][c] = hn::MulAdd(cells[c + x], w, sums[o][c]);
      }
    }
  }

  V cells[kColumns + kTaps - 1];
};

template <std::int64_t kOutputs, std::int64_t kColumns, std::int64_t kTaps>
HWY_NOINLINE void tile_of_rows(const ConvolveArguments<float>& v, const ConvolvePlace& p) {
  V sums[kOutputs][kColumns];
  start(p.bias, sums);
  const float* weights = p.weights;
  RowOfTaps<kOutputs, kColumns, kTaps> row;
  for (std::int64_t i = 0; i < v.in.channels; ++i) {
    for (std::int64_t y = 0; y < v.taps_high; ++y, weights += row.kWeights) {
      row.load(p.in + i * v.in.channel_stride + y * v.in.row_stride);
      row.add(weights, sums);
    }
  }
  finish(v, p, sums);
}

// One output channel and two rows of outputs, whose windows are a row apart: cells that are read
// serve both.
template <std::int64_t kColumns, std::int64_t kTaps>
HWY_NOINLINE void tile_of_two_rows(const ConvolveArguments<float>& v, const ConvolvePlace& p) {
  V first[1][kColumns];
  V second[1][kColumns];
  start(p.bias, first);
  start(p.bias, second);
  const float* weights = p.weights;
  RowOfTaps<1, kColumns, kTaps> row;
  for (std::int64_t i = 0; i < v.in.channels; ++i) {
    const float* in = p.in + i * v.in.channel_stride;
    row.load(in);
    row.add(weights, first);
    for (std::int64_t y = 1; y < v.taps_high; ++y) {
      if constexpr (kTaps == 3) HWY_FENCE;  // or GCC loads more than there are registers for
      row.load(in + y * v.in.row_stride);
      row.add(weights, second);
      weights += row.kWeights;
      if constexpr (kTaps == 3) HWY_FENCE;
      row.add(weights, first);
    }
    row.load(in + v.taps_high * v.in.row_stride);
    row.add(weights, second);
    weights += row.kWeights;
  }
  finish(v, p, first);
  ConvolvePlace below = p;
  below.out += v.out.row_stride;
  if (below.mask != nullptr) below.mask += v.mask.row_stride;
  finish(v, below, second);
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
