// SPDX-License-Identifier: MIT
// The gradient of a convolution's kernel: for each tap and output channel a sum over all cells and
// lanes.
//
// Tile: 4 output channels x up to 6 taps with 32 registers (10 loads for 24 multiplications); with
// 16 registers 2 x 6 (8 for 12), but 4 x 2 where an input channel has one tap alone and would be
// read for every two outputs. Lanes are summed once a tile, in the order of fold16.
#include <array>
#include <optional>
#include <utility>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution_gradient.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/convolution_gradient-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

constexpr std::int64_t kMostTaps = 6;
template <std::int64_t kOutputs>
constexpr std::int64_t kTileTaps = kManyRegisters || kOutputs <= 2 ? kMostTaps : 2;
// So few of all inputs would give 2 outputs no more than 4 sums.
constexpr std::int64_t kFewTaps = 2;
constexpr std::int64_t kTileSums = kManyRegisters ? 24 : 12;
// So many tiles of taps take the rows in strips, one after the other: what a strip of a large image
// holds is read by all of them from the first-level cache. With AVX2, 288 taps over 14 x 14 cells
// take 0.62 of the time that they take without strips.
constexpr std::int64_t kStripTiles = 4;
constexpr std::int64_t kStripCells = 64;

using Arguments = ConvolveGradientArguments<float>;

// Lane sums of a tile: [tap * outputs + output][lane].
using LaneSums = float[kTileSums][kLanes];

// Adds rows [begin, end) to what lane_sums holds; from 0 on if begin is 0.
template <std::int64_t kOutputs, std::int64_t kTaps>
HWY_NOINLINE void tile(const Arguments& v, std::int64_t output, const std::int64_t* offsets,
                       GradientRows rows, std::int64_t lane, LaneSums& lane_sums) {
  std::int64_t tap_offsets[kTaps];
  std::copy_n(offsets, kTaps, tap_offsets);
  V sums[kOutputs][kTaps];
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t)
      sums[o][t] =
          rows.begin == 0 ? hn::Zero(D()) : hn::LoadU(D(), lane_sums[t * kOutputs + o] + lane);
  }
  const std::int64_t in_step = v.column_step * v.in.column_stride;
  const std::int64_t out_step = v.out_gradient.column_stride;
  const std::int64_t channel = v.out_gradient.channel_stride;
  for (std::int64_t r = rows.begin; r < rows.end; ++r) {
    const float* out = v.out_gradient.at(output, r, 0) + lane;
    const float* in = v.in.at(0, r * v.row_step, 0) + lane;
    for (std::int64_t c = 0; c < v.out_gradient.width; ++c, out += out_step, in += in_step) {
      V gradients[kOutputs];
#pragma GCC unroll 8
      for (std::int64_t o = 0; o < kOutputs; ++o) gradients[o] = load_once(out + o * channel);
#pragma GCC unroll 8
      for (std::int64_t t = 0; t < kTaps; ++t) {
        const V cell = load_once(in + tap_offsets[t]);
#pragma GCC unroll 8
        for (std::int64_t o = 0; o < kOutputs; ++o)
          sums[o][t] = hn::MulAdd(cell, gradients[o], sums[o][t]);
      }
    }
  }
#pragma GCC unroll 8
  for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t)
      hn::StoreU(sums[o][t], D(), lane_sums[t * kOutputs + o] + lane);
  }
}

using Tile = void (*)(const Arguments&, std::int64_t, const std::int64_t*, GradientRows,
                      std::int64_t, LaneSums&);

template <std::int64_t kOutputs, std::size_t... kIndex>
Tile tile_for(std::index_sequence<kIndex...>, std::int64_t taps) {
  constexpr Tile kTiles[] = {tile<kOutputs, kIndex + 1>...};
  return kTiles[taps - 1];
}

// A few taps of one tile of outputs.
template <std::int64_t kOutputs>
class TapTile {
 public:
  // The next `count` taps.
  TapTile(Taps& taps, std::int64_t count)
      : count_(count),
        run_(tile_for<kOutputs>(
            std::make_index_sequence<static_cast<std::size_t>(kTileTaps<kOutputs>)>(), count)) {
    for (std::int64_t i = 0; i < count; ++i) {
      const Tap tap = taps.next();
      offsets_[i] = tap.offset;
      indices_[i] = tap.index;
    }
  }

  void add_rows(const Arguments& v, std::int64_t output, GradientRows rows,
                LaneSums& lane_sums) const {
    for (std::int64_t part = 0; part < kParts; ++part)
      run_(v, output, offsets_, rows, part * kWidth, lane_sums);
  }

  void store(const Arguments& v, std::int64_t output, const LaneSums& lane_sums) const {
    float folded[kTileSums];
    for (std::int64_t i = 0; i < count_ * kOutputs; i += 4) fold_four(lane_sums + i, folded + i);
    for (std::int64_t i = 0; i < count_; ++i) {
      float* to = v.gradient + indices_[i] + output;
      const float* sums = folded + i * kOutputs;
      for (std::int64_t o = 0; o < kOutputs; ++o) to[o] = (v.accumulate ? to[o] : 0.0F) + sums[o];
    }
  }

 private:
  std::int64_t count_;
  Tile run_;
  std::int64_t offsets_[kMostTaps];
  std::int64_t indices_[kMostTaps];
};

template <std::int64_t kOutputs>
void outputs_tile(const Arguments& v, std::int64_t output) {
  const std::int64_t count = v.in.channels * v.taps_high * v.taps_wide;
  const std::int64_t tiles = (count + kTileTaps<kOutputs> - 1) / kTileTaps<kOutputs>;
  Taps taps(v);
  const auto end = [&](std::int64_t t) { return count * t / tiles; };
  HWY_ALIGN LaneSums lane_sums[kStripTiles] = {};
  HWY_ALIGN float bias_lanes[kConvolveOutputs][kLanes] = {};
  const std::int64_t height = v.out_gradient.height;
  const std::int64_t strip = std::max<std::int64_t>(1, kStripCells / v.out_gradient.width);
  const bool has_bias = v.bias_gradient != nullptr;
  for (std::int64_t first = 0; first < tiles; first += kStripTiles) {
    const std::int64_t in_group = std::min(kStripTiles, tiles - first);
    std::array<std::optional<TapTile<kOutputs>>, kStripTiles> all;
    for (std::int64_t t = 0; t < in_group; ++t)
      all[static_cast<std::size_t>(t)].emplace(taps, end(first + t + 1) - end(first + t));
    for (std::int64_t row = 0; row < height; row += strip) {
      const GradientRows rows{row, std::min(row + strip, height)};
      for (std::int64_t t = 0; t < in_group; ++t)
        all[static_cast<std::size_t>(t)]->add_rows(v, output, rows, lane_sums[t]);
      if (has_bias && first == 0) add_bias_rows<kOutputs>(v, output, rows, bias_lanes);
    }
    for (std::int64_t t = 0; t < in_group; ++t)
      all[static_cast<std::size_t>(t)]->store(v, output, lane_sums[t]);
  }
  if (has_bias) store_bias<kOutputs>(v, output, bias_lanes);
}

// One output channel, taps that are neighbours. A tile of kRows rows of taps, (input channel, y),
// takes kCells cells of the gradient at a time: each cell of the image read serves several taps.
template <std::int64_t kTaps>
constexpr std::int64_t kRowTileRows = kManyRegisters ? 6 : (kTaps == 2 ? 4 : 3);
constexpr std::int64_t kRowTileCells = kManyRegisters ? 4 : 2;
template <std::int64_t kTaps>
using RowLaneSums = float[kRowTileRows<kTaps>][4][kLanes];  // [row][tap][lane]

template <std::int64_t kRows, std::int64_t kTaps, std::int64_t kCells>
HWY_INLINE void add_cells(const float* out, std::int64_t out_step, const float* const* in,
                          std::int64_t at, V (&sums)[kRows][kTaps]) {
  V gradients[kCells];
#pragma GCC unroll 8
  for (std::int64_t c = 0; c < kCells; ++c) gradients[c] = load_once(out + c * out_step);
#pragma GCC unroll 8
  for (std::int64_t row = 0; row < kRows; ++row) {
    HWY_FENCE;  // or GCC loads the cells of several rows before it adds, and keeps sums in memory
    V cells[kCells + kTaps - 1];
#pragma GCC unroll 8
    for (std::int64_t c = 0; c < kCells + kTaps - 1; ++c)
      cells[c] = load_once(in[row] + at + c * kLanes);
#pragma GCC unroll 8
    for (std::int64_t c = 0; c < kCells; ++c) {
#pragma GCC unroll 8
      for (std::int64_t t = 0; t < kTaps; ++t)
        sums[row][t] = hn::MulAdd(cells[c + t], gradients[c], sums[row][t]);
    }
  }
}

template <std::int64_t kRows, std::int64_t kTaps>
HWY_NOINLINE void row_tile(const Arguments& v, const std::int64_t* row_offsets, std::int64_t lane,
                           RowLaneSums<kTaps>& lane_sums) {
  V sums[kRows][kTaps];
#pragma GCC unroll 8
  for (std::int64_t row = 0; row < kRows; ++row) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t) sums[row][t] = hn::Zero(D());
  }
  const std::int64_t width = v.out_gradient.width;
  const std::int64_t out_step = v.out_gradient.column_stride;
  for (std::int64_t r = 0; r < v.out_gradient.height; ++r) {
    const float* out = v.out_gradient.at(0, r, 0) + lane;
    const float* in[kRows];
#pragma GCC unroll 8
    for (std::int64_t row = 0; row < kRows; ++row)
      in[row] = v.in.at(0, r * v.row_step, 0) + lane + row_offsets[row];
    std::int64_t c = 0;
    for (; c + kRowTileCells <= width; c += kRowTileCells)
      add_cells<kRows, kTaps, kRowTileCells>(out + c * out_step, out_step, in, c * kLanes, sums);
    for (; c < width; ++c)
      add_cells<kRows, kTaps, 1>(out + c * out_step, out_step, in, c * kLanes, sums);
  }
#pragma GCC unroll 8
  for (std::int64_t row = 0; row < kRows; ++row) {
#pragma GCC unroll 8
    for (std::int64_t t = 0; t < kTaps; ++t)
      hn::StoreU(sums[row][t], D(), lane_sums[row][t] + lane);
  }
}

template <std::int64_t kTaps>
void one_output(const Arguments& v) {
  add_bias_gradient(v);
  using RowTile =
      void (*)(const Arguments&, const std::int64_t*, std::int64_t, RowLaneSums<kTaps>&);
  constexpr std::int64_t kMost = kRowTileRows<kTaps>;
  constexpr RowTile kTiles[] = {row_tile<1, kTaps>,
                                row_tile<2, kTaps>,
                                row_tile<3, kTaps>,
                                row_tile<std::min<std::int64_t>(kMost, 4), kTaps>,
                                row_tile<std::min<std::int64_t>(kMost, 5), kTaps>,
                                row_tile<std::min<std::int64_t>(kMost, 6), kTaps>};
  HWY_ALIGN RowLaneSums<kTaps> lane_sums = {};
  const std::int64_t rows = v.in.channels * v.taps_high;
  const std::int64_t tiles = (rows + kMost - 1) / kMost;
  Taps taps(v);
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t count = rows * (t + 1) / tiles - rows * t / tiles;
    std::int64_t offsets[kMost];
    std::int64_t indices[kMost][kTaps];
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t x = 0; x < kTaps; ++x) {
        const Tap tap = taps.next();
        if (x == 0) offsets[i] = tap.offset;
        indices[i][x] = tap.index;
      }
    }
    for (std::int64_t part = 0; part < kParts; ++part)
      kTiles[count - 1](v, offsets, part * kWidth, lane_sums);
    for (std::int64_t i = 0; i < count; ++i) {
      float folded[4];
      fold_four(lane_sums[i], folded);
      for (std::int64_t x = 0; x < kTaps; ++x) {
        float& to = v.gradient[indices[i][x]];
        to = (v.accumulate ? to : 0.0F) + folded[x];
      }
    }
  }
}

void convolve_gradient(const Arguments& v) {
  if (v.out_gradient.channels == 1 && v.column_step == 1 && v.in.column_stride == kLanes) {
    if (v.taps_wide == 2) return one_output<2>(v);
    if (v.taps_wide == 3) return one_output<3>(v);
  }
  const auto run = [&](auto outputs, std::int64_t first)
                       HWY_ATTR { outputs_tile<outputs>(v, first); };
  const std::int64_t taps = v.taps_high * v.taps_wide;
  if (kManyRegisters || taps == 1 || v.in.channels * taps <= kFewTaps) {
    for_output_tiles(v.out_gradient.channels, run);
  } else {
    for_output_tiles<2>(v.out_gradient.channels, run);
  }
}

}  // namespace

void fill_convolution_gradient(Kernels<float>& kernels) {
  kernels.convolve_gradient = convolve_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_convolution_gradient(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_convolution_gradient).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
