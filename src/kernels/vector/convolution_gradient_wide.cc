// SPDX-License-Identifier: MIT
// The gradient of a kernel with many output channels, which are the columns of a matrix product:
// the outputs' gradients are turned round, a chunk of a row at a time, so that a cell and lane has
// all its channels side by side. Sums stay in registers without lanes to be added up.
//
// Tile: 6 taps x 4 vectors of channels with 32 registers, 6 x 2 with 16; 12 taps x 1.
#include <utility>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution_gradient_wide.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/convolution_gradient-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR

constexpr std::int64_t kTileVectors = kManyRegisters ? 4 : 2;
constexpr std::int64_t kTileTaps = 6;
constexpr std::int64_t kOneVectorTaps = 12;

using Arguments = ConvolveGradientArguments<float>;

// Some outputs of a row.
struct Chunk {
  std::int64_t row, column;
  std::int64_t cells;
  bool first;  // of all
};

// Their gradients as tiles read them, a panel of a tile's vectors after another:
// [panel][cell][lane][channel of the panel].
struct Panel {
  const float* gradients;
  std::int64_t first_output;
  std::int64_t tail;  // channels in the last vector
};

// The products of some taps with a panel, over the cells and lanes of a chunk.
template <std::int64_t kTaps, std::int64_t kVectors>
HWY_NOINLINE void tile(const Arguments& v, const Tap* taps, const Chunk& chunk,
                       const Panel& panel) {
  V sums[kTaps][kVectors];
#pragma GCC unroll 16
  for (std::int64_t t = 0; t < kTaps; ++t) {
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < kVectors; ++i) sums[t][i] = hn::Zero(D());
  }
  const float* in[kTaps];
#pragma GCC unroll 16
  for (std::int64_t t = 0; t < kTaps; ++t)
    in[t] = v.in.at(0, chunk.row * v.row_step, chunk.column * v.column_step) + taps[t].offset;
  const std::int64_t step = v.column_step * v.in.column_stride;
  const float* gradients = panel.gradients;
  for (std::int64_t at = 0; at < chunk.cells * step; at += step) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane, gradients += kVectors * kWidth) {
      V columns[kVectors];
#pragma GCC unroll 4
      for (std::int64_t i = 0; i < kVectors; ++i) columns[i] = load_once(gradients + i * kWidth);
#pragma GCC unroll 16
      for (std::int64_t t = 0; t < kTaps; ++t) {
        const V factor = hn::Set(D(), in[t][at + lane]);
#pragma GCC unroll 4
        for (std::int64_t i = 0; i < kVectors; ++i)
          sums[t][i] = hn::MulAdd(factor, columns[i], sums[t][i]);
      }
    }
  }
  const bool from_zero = chunk.first && !v.accumulate;
#pragma GCC unroll 16
  for (std::int64_t t = 0; t < kTaps; ++t) {
    float* to = v.gradient + taps[t].index + panel.first_output;
#pragma GCC unroll 4
    for (std::int64_t i = 0; i < kVectors; ++i, to += kWidth) {
      if (i + 1 == kVectors && panel.tail < kWidth) {
        const V start = from_zero ? hn::Zero(D()) : load_first(to, panel.tail);
        store_first(hn::Add(start, sums[t][i]), to, panel.tail);
      } else {
        const V start = from_zero ? hn::Zero(D()) : hn::LoadU(D(), to);
        hn::StoreU(hn::Add(start, sums[t][i]), D(), to);
      }
    }
  }
}

using Tile = void (*)(const Arguments&, const Tap*, const Chunk&, const Panel&);

template <std::int64_t kVectors, std::size_t... kIndex>
Tile choose_tile(std::index_sequence<kIndex...>, std::int64_t taps) {
  constexpr Tile kTiles[] = {tile<kIndex + 1, kVectors>...};
  return kTiles[taps - 1];
}

template <std::int64_t kVectors>
void all_taps(const Arguments& v, const Chunk& chunk, const Panel& panel) {
  constexpr std::int64_t kMost = kVectors == 1 ? kOneVectorTaps : kTileTaps;
  const std::int64_t count = v.in.channels * v.taps_high * v.taps_wide;
  const std::int64_t tiles = (count + kMost - 1) / kMost;
  Taps taps(v);
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t in_tile = count * (t + 1) / tiles - count * t / tiles;
    Tap some[kMost];
    for (std::int64_t i = 0; i < in_tile; ++i) some[i] = taps.next();
    choose_tile<kVectors>(std::make_index_sequence<static_cast<std::size_t>(kMost)>(), in_tile)(
        v, some, chunk, panel);
  }
}

// Turns a chunk round for a panel of so many numbers a lane; those beyond the last channel become
// 0.
void turn_round(const Image<const float>& out, const Chunk& chunk, std::int64_t first_output,
                std::int64_t numbers, float* panel) {
  for (std::int64_t c = 0; c < chunk.cells; ++c) {
    const float* cell = out.at(first_output, chunk.row, chunk.column + c);
    float* to = panel + c * kLanes * numbers;
    for (std::int64_t o = 0; o < numbers; o += 4) {
      const std::int64_t left = std::min<std::int64_t>(4, out.channels - first_output - o);
      for (std::int64_t lane = 0; lane < kLanes; lane += 4) {
        hn::Vec<Quad> square[4];
        for (std::int64_t i = 0; i < 4; ++i) {
          square[i] = i < left ? hn::LoadU(Quad(), cell + (o + i) * out.channel_stride + lane)
                               : hn::Zero(Quad());
        }
        transpose_four(square);
        for (std::int64_t i = 0; i < 4; ++i)
          hn::Store(square[i], Quad(), to + (lane + i) * numbers + o);
      }
    }
  }
}

using Panels = void (*)(const Arguments&, const Chunk&, const Panel&);

void add_chunk(const Arguments& v, const Chunk& chunk) {
  HWY_ALIGN float numbers[kWideChunkCells * kLanes * kTileVectors * kWidth];
  const std::int64_t vectors = (v.out_gradient.channels + kWidth - 1) / kWidth;
  const std::int64_t panels = (vectors + kTileVectors - 1) / kTileVectors;
  for (std::int64_t p = 0; p < panels; ++p) {
    const std::int64_t first = vectors * p / panels;
    const std::int64_t count = vectors * (p + 1) / panels - first;
    const std::int64_t output = first * kWidth;
    turn_round(v.out_gradient, chunk, output, count * kWidth, numbers);
    const std::int64_t left = v.out_gradient.channels - output - (count - 1) * kWidth;
    const Panel panel{numbers, output, std::min(left, kWidth)};
    constexpr Panels kPanels[] = {all_taps<1>, all_taps<2>, all_taps<(kTileVectors > 2 ? 3 : 1)>,
                                  all_taps<(kTileVectors > 2 ? 4 : 1)>};
    kPanels[count - 1](v, chunk, panel);
  }
}

void convolve_gradient_wide(const Arguments& v) {
  add_bias_gradient(v);
  const std::int64_t width = v.out_gradient.width;
  const std::int64_t chunks = wide_chunks(width);
  for (std::int64_t row = 0; row < v.out_gradient.height; ++row) {
    for (std::int64_t i = 0; i < chunks; ++i) {
      const std::int64_t column = width * i / chunks;
      add_chunk(v, {row, column, width * (i + 1) / chunks - column, row == 0 && i == 0});
    }
  }
}

#endif

}  // namespace

void fill_convolution_gradient_wide([[maybe_unused]] Kernels<float>& kernels) {
#if HWY_TARGET != HWY_SCALAR
  kernels.convolve_gradient_wide = convolve_gradient_wide;
#endif
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_convolution_gradient_wide(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_convolution_gradient_wide).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
