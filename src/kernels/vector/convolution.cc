// SPDX-License-Identifier: MIT
// Convolution with a sample in each lane: no im2col, no reordering, channels need not be multiples
// of anything.
#include <utility>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/convolution.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/convolution_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

constexpr std::int64_t kTileColumns = kManyRegisters ? 6 : 3;
// With one output channel only more columns give enough sums to hide an FMA's latency behind.
constexpr std::int64_t kOneOutputColumns = kManyRegisters ? 14 : 6;
// Of each of two rows.
constexpr std::int64_t kTwoRowsColumns = kManyRegisters ? 7 : 4;

// Of an image of so many cells of all channels, each a cache line, what a tile of outputs reads is
// used by all output channels while it is in the first-level cache, unless a tile is too little
// work to be called for a few columns. With AVX2, 64 to 32 channels of 14 x 14 cells, five rows and
// columns of taps, take 0.80 of the time; 8 to 8 channels would take 1.05, one channel 1.2.
constexpr std::int64_t kManyCells = 4096;
constexpr std::int64_t kManyProducts = 64;

using Tile = void (*)(const ConvolveArguments<float>&, const ConvolvePlace&);

// A kind of tile, by its columns.
struct TileChoice {
  std::int64_t rows, most_columns;
  Tile (*for_columns)(std::int64_t columns);
};

template <std::int64_t kOutputs>
struct AnyTaps {
  template <std::int64_t kColumns>
  static constexpr Tile kRun = tile<kOutputs, kColumns>;
};
template <std::int64_t kOutputs, std::int64_t kTaps>
struct RowsOfTaps {
  template <std::int64_t kColumns>
  static constexpr Tile kRun = tile_of_rows<kOutputs, kColumns, kTaps>;
};
template <std::int64_t kTaps>
struct TwoRows {
  template <std::int64_t kColumns>
  static constexpr Tile kRun = tile_of_two_rows<kColumns, kTaps>;
};

template <class Kind, std::size_t... kIndex>
Tile tile_for(std::index_sequence<kIndex...>, std::int64_t columns) {
  constexpr Tile kTiles[] = {Kind::template kRun<kIndex + 1>...};
  return kTiles[columns - 1];
}

template <class Kind, std::int64_t kMost>
TileChoice choice(std::int64_t rows = 1) {
  return {rows, kMost, [](std::int64_t columns) {
            return tile_for<Kind>(std::make_index_sequence<static_cast<std::size_t>(kMost)>(),
                                  columns);
          }};
}

template <std::int64_t kOutputs, std::int64_t kTaps>
TileChoice choose_rows(const ConvolveArguments<float>& v) {
  if constexpr (kOutputs == 1) {
    if (v.row_step == 1 && v.out.height >= 2) return choice<TwoRows<kTaps>, kTwoRowsColumns>(2);
    return choice<RowsOfTaps<1, kTaps>, kOneOutputColumns>();
  } else {
    return choice<RowsOfTaps<kOutputs, kTaps>, kTileColumns>();
  }
}

template <std::int64_t kOutputs>
TileChoice choose(const ConvolveArguments<float>& v) {
  if constexpr (kOutputs <= 2) {
    const bool neighbours = v.column_step == 1 && v.in.column_stride == kLanes;
    if (neighbours && v.taps_wide == 2) return choose_rows<kOutputs, 2>(v);
    if (neighbours && v.taps_wide == 3) return choose_rows<kOutputs, 3>(v);
  }
  return choice<AnyTaps<kOutputs>, kTileColumns>();
}

// A few outputs of a row, of all channels.
ConvolveArguments<float> part_of_row(ConvolveArguments<float> v, std::int64_t row,
                                     std::int64_t column, std::int64_t width) {
  v.in.data = v.in.at(0, row * v.row_step, column * v.column_step);
  v.out.data = v.out.at(0, row, column);
  if (v.mask.data != nullptr) v.mask.data = v.mask.at(0, row, column);
  v.out.height = 1;
  v.out.width = width;
  return v;
}

template <std::int64_t kOutputs>
void outputs_tile(const ConvolveArguments<float>& v, std::int64_t first_output) {
  const std::int64_t taps = v.in.channels * v.taps_high * v.taps_wide;
  const float* weights = v.weights + first_output * taps;
  const float* bias = v.bias == nullptr ? nullptr : v.bias + first_output;
  const TileChoice choice = choose<kOutputs>(v);
  const std::int64_t left_over = v.out.height % choice.rows;
  // Columns in tiles of almost the same width: 7 is 4 + 3, not 6 + 1.
  const std::int64_t tiles = (v.out.width + choice.most_columns - 1) / choice.most_columns;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t c = v.out.width * t / tiles;
    const Tile run = choice.for_columns(v.out.width * (t + 1) / tiles - c);
    for (std::int64_t r = 0; r < v.out.height - left_over; r += choice.rows) {
      for (std::int64_t part = 0; part < kParts; ++part) {
        const std::int64_t lane = part * kWidth;
        const float* mask = v.mask.data == nullptr ? nullptr : v.mask.at(first_output, r, c) + lane;
        run(v, {v.in.at(0, r * v.row_step, c * v.column_step) + lane, weights, bias,
                v.out.at(first_output, r, c) + lane, mask});
      }
    }
  }
  if constexpr (kOutputs == 1) {
    if (left_over > 0)
      outputs_tile<1>(part_of_row(v, v.out.height - 1, 0, v.out.width), first_output);
  }
}

void all_outputs(const ConvolveArguments<float>& v) {
  for_output_tiles(v.out.channels, [&](auto outputs, std::int64_t first)
                                       HWY_ATTR { outputs_tile<outputs>(v, first); });
}

void all_outputs_by_parts_of_rows(const ConvolveArguments<float>& v) {
  const std::int64_t tiles = (v.out.width + kTileColumns - 1) / kTileColumns;
  for (std::int64_t r = 0; r < v.out.height; ++r) {
    for (std::int64_t t = 0; t < tiles; ++t) {
      const std::int64_t c = v.out.width * t / tiles;
      all_outputs(part_of_row(v, r, c, v.out.width * (t + 1) / tiles - c));
    }
  }
}

void convolve(const ConvolveArguments<float>& v) {
  const bool is_large = v.in.channels * v.in.height * v.in.width >= kManyCells &&
                        v.in.channels * v.taps_high * v.taps_wide >= kManyProducts;
  if (!is_large || v.out.channels <= kConvolveOutputs) return all_outputs(v);
  if (v.out.channels % kConvolveOutputs != 1) return all_outputs_by_parts_of_rows(v);
  // One output left over has wider tiles; in parts of a row 32 to 5 channels would take 1.2 times
  // as long.
  ConvolveArguments<float> others = v;
  --others.out.channels;
  all_outputs_by_parts_of_rows(others);
  outputs_tile<1>(v, others.out.channels);
}

}  // namespace

void fill_convolution(Kernels<float>& kernels) { kernels.convolve = convolve; }

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_convolution(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_convolution).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
