// SPDX-License-Identifier: MIT
// Convolution of one image with its channels in the lanes: every weight vector holds kLanes output
// channels, every cell of the input is one number for all of them.
//
// Tile: 2 planes of outputs x 12 columns with 32 registers: 14 loads for 24 multiplications.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution_channels.cc"
#include <hwy/foreach_target.h>

#include <utility>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

using Arguments = ConvolveChannelsArguments<float>;

constexpr std::int64_t kTileColumns = kManyRegisters ? 12 : 6;
constexpr std::int64_t kTilePlanes = 2;

struct TilePlace {
  std::int64_t plane;  // the first
  std::int64_t row, column;
  std::int64_t lane;
};

HWY_INLINE V load_bias(const Arguments& v, std::int64_t first) {
  if (v.bias == nullptr || first >= v.outputs) return hn::Zero(D());
  return load_some(v.bias + first, std::min(kWidth, v.outputs - first));
}

template <std::int64_t kPlanes, std::int64_t kColumns>
HWY_NOINLINE void tile(const Arguments& v, const TilePlace& p) {
  V sums[kPlanes][kColumns];
#pragma GCC unroll 2
  for (std::int64_t plane = 0; plane < kPlanes; ++plane) {
    const V bias = load_bias(v, (p.plane + plane) * kLanes + p.lane);
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) sums[plane][c] = bias;
  }
  const std::int64_t step = v.column_step * v.in.column_stride;
  const std::int64_t plane_weights = v.inputs * v.taps_high * v.taps_wide * kLanes;
  const float* weight = v.weights + p.plane * plane_weights + p.lane;
  for (std::int64_t i = 0; i < v.inputs; ++i) {
    const float* channel =
        v.in.at(i / kLanes, p.row * v.row_step, p.column * v.column_step) + i % kLanes;
    for (std::int64_t y = 0; y < v.taps_high; ++y) {
      const float* in = channel + y * v.in.row_stride;
      for (std::int64_t x = 0; x < v.taps_wide; ++x, in += v.in.column_stride, weight += kLanes) {
        V weights[kPlanes];
#pragma GCC unroll 2
        for (std::int64_t plane = 0; plane < kPlanes; ++plane)
          weights[plane] = hn::LoadU(D(), weight + plane * plane_weights);
#pragma GCC unroll 16
        for (std::int64_t c = 0; c < kColumns; ++c) {
          const V cell = hn::Set(D(), in[c * step]);
#pragma GCC unroll 2
          for (std::int64_t plane = 0; plane < kPlanes; ++plane)
            sums[plane][c] = hn::MulAdd(cell, weights[plane], sums[plane][c]);
        }
      }
    }
  }
#pragma GCC unroll 2
  for (std::int64_t plane = 0; plane < kPlanes; ++plane) {
#pragma GCC unroll 16
    for (std::int64_t c = 0; c < kColumns; ++c) {
      const V sum = v.relu ? relu(sums[plane][c]) : sums[plane][c];
      hn::StoreU(sum, D(), v.out.at(p.plane + plane, p.row, p.column + c) + p.lane);
    }
  }
}

using Tile = void (*)(const Arguments&, const TilePlace&);

template <std::int64_t kPlanes, std::size_t... kIndex>
Tile tile_for(std::int64_t columns, std::index_sequence<kIndex...>) {
  constexpr Tile kTiles[] = {tile<kPlanes, kIndex + 1>...};
  return kTiles[columns - 1];
}

template <std::int64_t kPlanes>
void planes_tile(const Arguments& v, std::int64_t plane) {
  // Columns in tiles of almost the same width.
  const std::int64_t tiles = (v.out.width + kTileColumns - 1) / kTileColumns;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t first = v.out.width * t / tiles;
    const Tile run =
        tile_for<kPlanes>(v.out.width * (t + 1) / tiles - first,
                          std::make_index_sequence<static_cast<std::size_t>(kTileColumns)>());
    for (std::int64_t row = 0; row < v.out.height; ++row) {
      for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) run(v, {plane, row, first, lane});
    }
  }
}

void convolve_channels(const Arguments& v) {
  std::int64_t plane = 0;
  for (; plane + kTilePlanes <= v.out.channels; plane += kTilePlanes)
    planes_tile<kTilePlanes>(v, plane);
  if (plane < v.out.channels) planes_tile<1>(v, plane);
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
