// SPDX-License-Identifier: MIT
// Products with a transposed matrix: both factors are read along their rows, and the lanes of each
// sum are folded at the end of a chunk.
//
// Tile: 6 rows of a x 4 of b with 32 registers (24 sums; 10 loads for 24 multiplications), 3 x 2
// where 16 lanes are two vectors.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/dense_transposed.cc"
#include <hwy/foreach_target.h>

#include <utility>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

using Arguments = GemmTransposedArguments<float>;

constexpr std::int64_t kTileRows = kParts == 1 ? 6 : kParts == 2 ? 3 : 1;
constexpr std::int64_t kTileColumns = kParts == 1 ? 4 : 2;

struct TilePlace {
  const float* a;
  const float* b;
  float* out;
  std::int64_t k;
  bool accumulate;
};

template <std::int64_t kRows, std::int64_t kColumns, class Load>
HWY_INLINE void add_lanes(const float* const (&a)[kRows], const float* const (&b)[kColumns],
                          std::int64_t k, Load load, V (&sums)[kRows][kColumns][kParts]) {
#pragma GCC unroll 4
  for (std::int64_t part = 0; part < kParts; ++part) {
    V columns[kColumns];
#pragma GCC unroll 4
    for (std::int64_t c = 0; c < kColumns; ++c) columns[c] = load(b[c] + k, part);
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < kRows; ++r) {
      const V row = load(a[r] + k, part);
#pragma GCC unroll 4
      for (std::int64_t c = 0; c < kColumns; ++c)
        sums[r][c][part] = hn::MulAdd(row, columns[c], sums[r][c][part]);
    }
  }
}

template <std::int64_t kRows, std::int64_t kColumns>
HWY_NOINLINE void tile(const Arguments& g, const TilePlace& p) {
  V sums[kRows][kColumns][kParts];
  const float* a[kRows];
  const float* b[kColumns];
#pragma GCC unroll 4
  for (std::int64_t c = 0; c < kColumns; ++c) b[c] = p.b + c * g.b_row;
#pragma GCC unroll 8
  for (std::int64_t r = 0; r < kRows; ++r) {
    a[r] = p.a + r * g.a_row;
#pragma GCC unroll 4
    for (std::int64_t c = 0; c < kColumns; ++c) {
#pragma GCC unroll 4
      for (std::int64_t part = 0; part < kParts; ++part) sums[r][c][part] = hn::Zero(D());
    }
  }
  std::int64_t k = 0;
  for (; k + kLanes <= p.k; k += kLanes) {
    add_lanes<kRows, kColumns>(
        a, b, k,
        [](const float* from, std::int64_t part)
            HWY_ATTR { return load_once(from + part * kWidth); },
        sums);
  }
  if (k < p.k) {
    add_lanes<kRows, kColumns>(
        a, b, k,
        [&](const float* from, std::int64_t part) HWY_ATTR {
          const std::int64_t left = p.k - k - part * kWidth;
          return left <= 0 ? hn::Zero(D())
                           : load_first(from + part * kWidth, std::min(left, kWidth));
        },
        sums);
  }
#pragma GCC unroll 8
  for (std::int64_t r = 0; r < kRows; ++r) {
    HWY_ALIGN float lanes[4][kLanes];
#pragma GCC unroll 4
    for (std::int64_t c = 0; c < kColumns; ++c) {
#pragma GCC unroll 4
      for (std::int64_t part = 0; part < kParts; ++part)
        hn::Store(sums[r][c][part], D(), lanes[c] + part * kWidth);
    }
    float folded[4];
    fold_four(lanes, folded);
    float* out = p.out + r * g.out_row;
    for (std::int64_t c = 0; c < kColumns; ++c)
      out[c] = p.accumulate ? out[c] + folded[c] : folded[c];
  }
}

using Tile = void (*)(const Arguments&, const TilePlace&);

template <std::size_t... kIndex>
Tile choose(std::index_sequence<kIndex...>, std::int64_t rows, std::int64_t columns) {
  // [rows - 1][columns - 1], row after row.
  constexpr Tile kTiles[] = {tile<static_cast<std::int64_t>(kIndex) / kTileColumns + 1,
                                  static_cast<std::int64_t>(kIndex) % kTileColumns + 1>...};
  return kTiles[(rows - 1) * kTileColumns + columns - 1];
}

Tile tile_for(std::int64_t rows, std::int64_t columns) {
  constexpr auto kCount = static_cast<std::size_t>(kTileRows * kTileColumns);
  return choose(std::make_index_sequence<kCount>(), rows, columns);
}

void gemm_transposed(const Arguments& g) {
  const std::int64_t tiles = (g.m + kTileRows - 1) / kTileRows;
  for (std::int64_t k = 0; k < g.k; k += kDotChunk) {
    const std::int64_t chunk = std::min(kDotChunk, g.k - k);
    for (std::int64_t n = 0; n < g.n; n += kTileColumns) {
      const std::int64_t columns = std::min(kTileColumns, g.n - n);
      // Rows in tiles of almost the same height.
      for (std::int64_t t = 0; t < tiles; ++t) {
        const std::int64_t m = g.m * t / tiles;
        const std::int64_t rows = g.m * (t + 1) / tiles - m;
        tile_for(rows, columns)(g, {g.a + m * g.a_row + k, g.b + n * g.b_row + k,
                                    g.out + m * g.out_row + n, chunk, k > 0});
      }
    }
  }
}

}  // namespace

void fill_dense_transposed(Kernels<float>& kernels) { kernels.gemm_transposed = gemm_transposed; }

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_dense_transposed(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_dense_transposed).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
