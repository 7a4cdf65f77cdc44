// SPDX-License-Identifier: MIT
// Convolution of one image with its channels in the lanes: every weight vector holds kLanes output
// channels, every cell of the input is one number for all of them.
//
// With few outputs see convolution_columns-inl.h.
//
// Tile: 4 vectors of channels x 6 columns with 32 registers (24 sums, 4 weights, 1 cell), x 3 with
// 16; fewer vectors, more columns. A cell's channels are written together: halves one after the
// other made the first layer of 28 x 28 cells, whose outputs outgrow the first-level cache, take
// 1.5 times as long.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution_channels.cc"
#include <hwy/foreach_target.h>

#include <utility>

#include "kernels/vector/convolution_columns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

using Arguments = ConvolveChannelsArguments<float>;

constexpr std::int64_t kTileVectors = 4;
// Of so few columns half as many vectors and twice the columns make better tiles: 7 are 4 + 3, not
// 3 + 2 + 2. With AVX2, 32 to 64 channels, 3 x 3 taps: 4 x 4 cells take 0.7 of the time, 7 x 7 0.9;
// but 14 x 14 cells 1.1 times as long.
constexpr std::int64_t kFewColumns = 7;
constexpr std::int64_t kTileSums = kManyRegisters ? 24 : 12;

// What tiles need to know of some vectors of channels, found out once for all cells: for a first
// layer's nine taps it took as long as the products.
struct OutputVectors {
  OutputVectors(const Arguments& v, std::int64_t first, std::int64_t count) {
    const std::int64_t plane_weights = v.inputs * v.taps_high * v.taps_wide * kLanes;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t channel = (first + i) * kWidth;
      const std::int64_t plane = channel / kLanes;
      weights[i] = v.weights + plane * plane_weights + channel % kLanes;
      offsets[i] = plane * v.out.channel_stride + channel % kLanes;
      if (v.bias == nullptr) continue;
      std::copy_n(v.bias + channel, std::min(kWidth, v.outputs - channel), bias[i]);
    }
  }

  const float* weights[kTileVectors] = {};
  std::int64_t offsets[kTileVectors] = {};  // from a cell of plane 0 on
  HWY_ALIGN float bias[kTileVectors][kWidth] = {};
};

// What the sums of a tile become with one tap of one input. Of cells and factors the fewer are kept
// in registers: 12 sums and 4 of them would be all of AVX2's.
template <std::int64_t kVectors, std::int64_t kColumns>
HWY_INLINE void add_products(const OutputVectors& vectors, std::int64_t tap, const float* in,
                             std::int64_t step, V (&sums)[kVectors][kColumns]) {
  if constexpr (kColumns < kVectors) {
    V cells[kColumns];
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) cells[c] = hn::Set(D(), in[c * step]);
#pragma GCC unroll 4
    for (std::int64_t k = 0; k < kVectors; ++k) {
      const V factor = load_once(vectors.weights[k] + tap);
#pragma GCC unroll 16
      for (std::int64_t c = 0; c < kColumns; ++c)
        sums[k][c] = hn::MulAdd(cells[c], factor, sums[k][c]);
    }
  } else {
    V factors[kVectors];
#pragma GCC unroll 4
    for (std::int64_t k = 0; k < kVectors; ++k) factors[k] = load_once(vectors.weights[k] + tap);
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) {
      const V cell = hn::Set(D(), in[c * step]);
#pragma GCC unroll 4
      for (std::int64_t k = 0; k < kVectors; ++k)
        sums[k][c] = hn::MulAdd(cell, factors[k], sums[k][c]);
    }
  }
}

// From the window of the first column on, to its cell of plane 0.
template <std::int64_t kVectors, std::int64_t kColumns>
HWY_NOINLINE void tile(const Arguments& v, const OutputVectors& vectors, const float* in,
                       float* out) {
  V sums[kVectors][kColumns];
#pragma GCC unroll 4
  for (std::int64_t k = 0; k < kVectors; ++k) {
    const V bias = hn::Load(D(), vectors.bias[k]);
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) sums[k][c] = bias;
  }
  const std::int64_t step = v.column_step * v.in.column_stride;
  std::int64_t tap = 0;
  for (std::int64_t plane = 0; plane < v.inputs; plane += kLanes, in += v.in.channel_stride) {
    for (std::int64_t i = 0; i < std::min(kLanes, v.inputs - plane); ++i) {
      const float* row = in + i;
      for (std::int64_t y = 0; y < v.taps_high; ++y, row += v.in.row_stride) {
        const float* cells = row;
        for (std::int64_t x = 0; x < v.taps_wide; ++x, cells += v.in.column_stride, tap += kLanes) {
          add_products<kVectors, kColumns>(vectors, tap, cells, step, sums);
        }
      }
    }
  }
#pragma GCC unroll 4
  for (std::int64_t k = 0; k < kVectors; ++k) {
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) {
      const V sum = v.relu ? relu(sums[k][c]) : sums[k][c];
      hn::StoreU(sum, D(), out + vectors.offsets[k] + c * v.out.column_stride);
    }
  }
}

using Tile = void (*)(const Arguments&, const OutputVectors&, const float*, float*);

template <std::int64_t kVectors, std::size_t... kIndex>
Tile tile_for(std::int64_t columns, std::index_sequence<kIndex...>) {
  constexpr Tile kTiles[] = {tile<kVectors, kIndex + 1>...};
  return kTiles[columns - 1];
}

template <std::int64_t kVectors>
void all_cells(const Arguments& v, std::int64_t first_vector) {
  constexpr std::int64_t kColumns = std::min<std::int64_t>(12, kTileSums / kVectors);
  const OutputVectors vectors(v, first_vector, kVectors);
  // Columns in tiles of almost the same width.
  const std::int64_t tiles = (v.out.width + kColumns - 1) / kColumns;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t c = v.out.width * t / tiles;
    const Tile run =
        tile_for<kVectors>(v.out.width * (t + 1) / tiles - c,
                           std::make_index_sequence<static_cast<std::size_t>(kColumns)>());
    for (std::int64_t r = 0; r < v.out.height; ++r)
      run(v, vectors, v.in.at(0, r * v.row_step, c * v.column_step), v.out.at(0, r, c));
  }
}

// Vectors of the last plane that no output falls on.
void clear_lanes(const Arguments& v) {
  const std::int64_t last = v.out.channels - 1;
  const std::int64_t used = v.outputs - last * kLanes;
  const std::int64_t first = (used + kWidth - 1) / kWidth * kWidth;
  if (first >= kLanes) return;
  for (std::int64_t row = 0; row < v.out.height; ++row) {
    for (std::int64_t column = 0; column < v.out.width; ++column) {
      float* cell = v.out.at(last, row, column);
      for (std::int64_t lane = first; lane < kLanes; lane += kWidth)
        hn::StoreU(hn::Zero(D()), D(), cell + lane);
    }
  }
}

void convolve_channels(const Arguments& v) {
  if (convolve_columns(v)) return;
  clear_lanes(v);
  constexpr void (*kTiles[])(const Arguments&, std::int64_t) = {all_cells<1>, all_cells<2>,
                                                                all_cells<3>, all_cells<4>};
  const std::int64_t vectors = (v.outputs + kWidth - 1) / kWidth;
  const std::int64_t at_once = v.out.width <= kFewColumns ? kTileVectors / 2 : kTileVectors;
  const std::int64_t tiles = (vectors + at_once - 1) / at_once;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t first = vectors * t / tiles;
    kTiles[vectors * (t + 1) / tiles - first - 1](v, first);
  }
}

}  // namespace

void fill_convolution_channels(Kernels<float>& kernels) {
  kernels.convolve_channels = convolve_channels;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_convolution_channels(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_convolution_channels).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
