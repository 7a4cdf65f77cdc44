// SPDX-License-Identifier: MIT
// Matrix products, a tile of results in registers at a time, of float32 numbers or, with AVX2, of
// pairs of bfloat16. Included once for each instruction set.
//
// Tile: 6 rows x 4 vectors with 32 registers (24 sums, 4 of b, 1 of a), 6 x 2 with 16: each result
// one FMA chain over k, so neither the tile nor the vector width can be seen in the bits.
#if defined(HOURGLASS_KERNELS_VECTOR_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_GEMM_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_GEMM_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_GEMM_INL_H_
#endif

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

constexpr std::int64_t kTileRows = 6;
constexpr std::int64_t kTileVectors = kManyRegisters ? 4 : 2;
// A panel of b, this many rows of a tile's width, stays in the first-level cache (24 KiB of 32)
// while the rows of a pass over it.
constexpr std::int64_t kPanelRows = 96;
// Rows of b this far apart fall on few sets of the caches: panels of them are copied, where as many
// rows of a share the cost, and may be larger. Then as many rows of a are taken at once as have
// their part of a pass in the second-level cache. 768 inputs to 12,288 units, 45 GFLOP/s on one
// core of 132, are made at 77.
constexpr std::int64_t kFarApart = 1024;
constexpr std::int64_t kCopiedFrom = 4 * kTileRows;
constexpr std::int64_t kCopiedRows = 256;
constexpr std::int64_t kRowsAtOnce = 256;

template <class Factor>
struct TilePlace {
  const Factor* a;
  const Factor* b;
  std::int64_t b_row;
  float* out;
  const float* bias;  // or nullptr
  std::int64_t k;
  std::int64_t tail;  // numbers in the last vector, if not all
  bool from_out;
  bool relu;
};

using DU = hn::RebindToUnsigned<D>;

template <bool kTail>
HWY_INLINE V load_column(const float* from, bool last, std::int64_t tail) {
  if (kTail && last) return load_first(from, tail);
  return load_once(from);
}

template <bool kTail>
HWY_INLINE void store_column(V vector, float* to, bool last, std::int64_t tail) {
  if (kTail && last) {
    store_first(vector, to, tail);
  } else {
    hn::StoreU(vector, D(), to);
  }
}

// What the sums of a tile become with one row of b.
template <bool kTail, std::int64_t kRows, std::int64_t kVectors>
HWY_INLINE void add_products(const float* a, std::int64_t a_row, const float* b, std::int64_t tail,
                             V (&sums)[kRows][kVectors]) {
  V columns[kVectors];
#pragma GCC unroll 8
  for (std::int64_t v = 0; v < kVectors; ++v)
    columns[v] = load_column<kTail>(b + v * kWidth, v + 1 == kVectors, tail);
#pragma GCC unroll 8
  for (std::int64_t r = 0; r < kRows; ++r) {
    const V factor = hn::Set(D(), a[r * a_row]);
#pragma GCC unroll 8
    for (std::int64_t v = 0; v < kVectors; ++v)
      sums[r][v] = hn::MulAdd(factor, columns[v], sums[r][v]);
  }
}

#if HWY_TARGET == HWY_AVX2
template <bool kTail>
HWY_INLINE hn::Vec<DU> load_column(const Bfloat16Pair* from, bool last, std::int64_t tail) {
  if (!kTail || !last) return hn::LoadU(DU(), from);
  return hn::MaskedLoad(hn::FirstN(DU(), static_cast<std::size_t>(tail)), DU(), from);
}

struct UpperHalf {
  HWY_INLINE V operator()(hn::Vec<DU> pairs) const {
    return hn::BitCast(D(), hn::And(pairs, hn::Set(DU(), 0xffff0000U)));
  }
};
struct LowerHalf {
  HWY_INLINE V operator()(hn::Vec<DU> pairs) const {
    return hn::BitCast(D(), hn::ShiftLeft<16>(pairs));
  }
};

template <bool kTail, class Half, std::int64_t kRows, std::int64_t kVectors>
HWY_INLINE void add_halves(const Bfloat16Pair* a, std::int64_t a_row, const Bfloat16Pair* b,
                           std::int64_t tail, V (&sums)[kRows][kVectors]) {
  const Half half;
  V columns[kVectors];
#pragma GCC unroll 8
  for (std::int64_t v = 0; v < kVectors; ++v)
    columns[v] = half(load_column<kTail>(b + v * kWidth, v + 1 == kVectors, tail));
#pragma GCC unroll 8
  for (std::int64_t r = 0; r < kRows; ++r) {
    const V factor = half(hn::Set(DU(), a[r * a_row]));
#pragma GCC unroll 8
    for (std::int64_t v = 0; v < kVectors; ++v)
      sums[r][v] = hn::MulAdd(factor, columns[v], sums[r][v]);
  }
}

template <bool kTail, std::int64_t kRows, std::int64_t kVectors>
HWY_INLINE void add_products(const Bfloat16Pair* a, std::int64_t a_row, const Bfloat16Pair* b,
                             std::int64_t tail, V (&sums)[kRows][kVectors]) {
  add_halves<kTail, UpperHalf>(a, a_row, b, tail, sums);
  // Pairs are loaded twice: to keep them, compilers put sums into memory.
  HWY_FENCE;
  add_halves<kTail, LowerHalf>(a, a_row, b, tail, sums);
}
#endif

template <std::int64_t kRows, std::int64_t kVectors, bool kTail, class Factor>
HWY_NOINLINE void tile(const GemmArguments<float, Factor>& g, const TilePlace<Factor>& p) {
  V sums[kRows][kVectors];
#pragma GCC unroll 8
  for (std::int64_t v = 0; v < kVectors; ++v) {
    const bool last = v + 1 == kVectors;
    const V start =
        p.bias != nullptr ? load_column<kTail>(p.bias + v * kWidth, last, p.tail) : hn::Zero(D());
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < kRows; ++r) {
      sums[r][v] = start;
      if (p.from_out)
        sums[r][v] = load_column<kTail>(p.out + r * g.out_row + v * kWidth, last, p.tail);
    }
  }
  const Factor* a = p.a;
  const Factor* b = p.b;
  for (std::int64_t k = 0; k < p.k; ++k, a += g.a_column, b += p.b_row)
    add_products<kTail>(a, g.a_row, b, p.tail, sums);
#pragma GCC unroll 8
  for (std::int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (std::int64_t v = 0; v < kVectors; ++v) {
      const V result = p.relu ? relu(sums[r][v]) : sums[r][v];
      store_column<kTail>(result, p.out + r * g.out_row + v * kWidth, v + 1 == kVectors, p.tail);
    }
  }
}

template <std::int64_t kVectors, bool kTail, class Factor>
void tile_of(std::int64_t rows, const GemmArguments<float, Factor>& g, const TilePlace<Factor>& p) {
  static_assert(kTileRows == 6);
  switch (rows) {
    case 1:
      return tile<1, kVectors, kTail>(g, p);
    case 2:
      return tile<2, kVectors, kTail>(g, p);
    case 3:
      return tile<3, kVectors, kTail>(g, p);
    case 4:
      return tile<4, kVectors, kTail>(g, p);
    case 5:
      return tile<5, kVectors, kTail>(g, p);
    default:
      return tile<6, kVectors, kTail>(g, p);
  }
}

// All rows over one panel of b, in tiles of almost the same height: 32 are 6 + 6 + 5 + 5 + 5 + 5,
// for two rows alone would take as long as four.
template <std::int64_t kVectors, bool kTail, class Factor>
void panel(const GemmArguments<float, Factor>& g, const TilePlace<Factor>& p) {
  const std::int64_t tiles = (g.m + kTileRows - 1) / kTileRows;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t m = g.m * t / tiles;
    TilePlace<Factor> place = p;
    place.a += m * g.a_row;
    place.out += m * g.out_row;
    tile_of<kVectors, kTail>(g.m * (t + 1) / tiles - m, g, place);
  }
}

template <bool kTail, class Factor>
void panel_of(std::int64_t vectors, const GemmArguments<float, Factor>& g,
              const TilePlace<Factor>& p) {
  static_assert(kTileVectors <= 4);
  switch (vectors) {
    case 1:
      return panel<1, kTail>(g, p);
    case 2:
      return panel<2, kTail>(g, p);
    case 3:
      return panel<(kTileVectors > 2 ? 3 : 1), kTail>(g, p);
    default:
      return panel<(kTileVectors > 2 ? 4 : 1), kTail>(g, p);
  }
}

// The next k rows of b in some columns, side by side.
template <class Factor>
void copy_panel(const Factor* b, std::int64_t b_row, std::int64_t k, std::int64_t columns,
                Factor* panel) {
  for (std::int64_t row = 0; row < k; ++row, b += b_row, panel += kTileVectors * kWidth)
    std::copy_n(b, columns, panel);
}

// `copy` has room for a panel of so many rows, or is nullptr: then b is read where it is.
template <class Factor>
void product(const GemmArguments<float, Factor>& g, std::int64_t panel_rows, Factor* copy) {
  const std::int64_t passes = std::max<std::int64_t>(1, (g.k + panel_rows - 1) / panel_rows);
  // Vectors in tiles of almost the same width: 5 are 3 + 2, not 4 + 1.
  const std::int64_t all_vectors = (g.n + kWidth - 1) / kWidth;
  const std::int64_t tiles = (all_vectors + kTileVectors - 1) / kTileVectors;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t n = all_vectors * t / tiles * kWidth;
    const std::int64_t vectors = all_vectors * (t + 1) / tiles - n / kWidth;
    const std::int64_t tail = std::min(g.n - n, vectors * kWidth) - (vectors - 1) * kWidth;
    for (std::int64_t pass = 0; pass < passes; ++pass) {
      const std::int64_t k = g.k * pass / passes;
      TilePlace<Factor> place{g.a + k * g.a_column,
                              g.b + k * g.b_row + n,
                              g.b_row,
                              g.out + n,
                              g.bias == nullptr ? nullptr : g.bias + n,
                              g.k * (pass + 1) / passes - k,
                              tail,
                              g.accumulate || pass > 0,
                              g.relu && pass + 1 == passes};
      if (copy != nullptr) {
        copy_panel(place.b, g.b_row, place.k, (vectors - 1) * kWidth + tail, copy);
        place.b = copy;
        place.b_row = kTileVectors * kWidth;
      }
      if (tail == kWidth) {
        panel_of<false>(vectors, g, place);
      } else {
        panel_of<true>(vectors, g, place);
      }
    }
  }
}

template <class Factor>
HWY_NOINLINE void product_of_copies(GemmArguments<float, Factor> g) {
  HWY_ALIGN Factor copy[kCopiedRows * kTileVectors * kWidth];
  const Factor* a = g.a;
  float* out = g.out;
  const std::int64_t rows = g.m;
  const std::int64_t parts = (rows + kRowsAtOnce - 1) / kRowsAtOnce;
  for (std::int64_t part = 0; part < parts; ++part) {
    const std::int64_t first = rows * part / parts;
    g.m = rows * (part + 1) / parts - first;
    g.a = a + first * g.a_row;
    g.out = out + first * g.out_row;
    product(g, kCopiedRows, copy);
  }
}

template <class Factor>
void product(const GemmArguments<float, Factor>& g) {
  if (g.m >= kCopiedFrom && g.b_row >= kFarApart) return product_of_copies(g);
  product<Factor>(g, kPanelRows, nullptr);
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
