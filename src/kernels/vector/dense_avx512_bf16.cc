// SPDX-License-Identifier: MIT
// Matrix products of bfloat16 with the instruction that processors with AVX512_BF16 have for it,
// VDPBF16PS: to each sum it adds the product of the upper halves, then that of the lower, each
// rounded to the nearest, with denormals taken for 0 whatever MXCSR says (Intel, "Intel 64 and
// IA-32 Architectures Software Developer's Manual", volume 2, VDPBF16PS). Highway 1.0.3 does not
// know it.
#include "kernels/vector/vector.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <utility>

#define HG_AVX512_BF16 __attribute__((target("avx512f,avx512bf16")))
#endif

namespace hourglass::kernels {

#if defined(__x86_64__)
namespace {

using Arguments = GemmArguments<float, Bfloat16Pair>;

// 24 sums, 4 of b and 1 of a in 32 registers.
constexpr int kTileRows = 6;
constexpr int kTileVectors = 4;

// Results [m, m + kRows) x [n, n + columns), columns in kVectors vectors.
template <int kRows, int kVectors>
HG_AVX512_BF16 void tile(const Arguments& g, std::int64_t m, std::int64_t n, std::int64_t columns) {
  const float* bias = g.bias == nullptr ? nullptr : g.bias + n;
  float* out = g.out + m * g.out_row + n;
  __mmask16 mask[kVectors];
  __m512 sums[kRows][kVectors];
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const auto left = std::min<std::int64_t>(columns - v * kLanes, kLanes);
    mask[v] = static_cast<__mmask16>((1U << left) - 1);
    const __m512 start =
        bias == nullptr ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(mask[v], bias + v * kLanes);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      sums[r][v] = start;
      if (g.accumulate)
        sums[r][v] = _mm512_maskz_loadu_ps(mask[v], out + r * g.out_row + v * kLanes);
    }
  }
  const Bfloat16Pair* a = g.a + m * g.a_row;
  const Bfloat16Pair* b = g.b + n;
  for (std::int64_t k = 0; k < g.k; ++k, a += g.a_column, b += g.b_row) {
    __m512i row[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) row[v] = _mm512_maskz_loadu_epi32(mask[v], b + v * kLanes);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const __m512i factor = _mm512_set1_epi32(std::bit_cast<int>(a[r * g.a_row]));
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v)
        sums[r][v] = _mm512_dpbf16_ps(sums[r][v], (__m512bh)factor, (__m512bh)row[v]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      // A NaN stays one.
      if (g.relu) {
        const __mmask16 below = _mm512_cmp_ps_mask(sums[r][v], _mm512_setzero_ps(), _CMP_LT_OQ);
        sums[r][v] = _mm512_mask_mov_ps(sums[r][v], below, _mm512_setzero_ps());
      }
      _mm512_mask_storeu_ps(out + r * g.out_row + v * kLanes, mask[v], sums[r][v]);
    }
  }
}

using Tile = void (*)(const Arguments&, std::int64_t, std::int64_t, std::int64_t);

template <int... kIndex>
Tile choose(std::integer_sequence<int, kIndex...>, std::int64_t rows, std::int64_t vectors) {
  // [rows - 1][vectors - 1], row after row.
  constexpr Tile kTiles[] = {tile<kIndex / kTileVectors + 1, kIndex % kTileVectors + 1>...};
  return kTiles[(rows - 1) * kTileVectors + vectors - 1];
}

void gemm_bfloat16(const Arguments& g) {
  constexpr std::int64_t kTileColumns = kTileVectors * kLanes;
  const std::int64_t tiles = (g.m + kTileRows - 1) / kTileRows;
  for (std::int64_t n = 0; n < g.n; n += kTileColumns) {
    const std::int64_t columns = std::min(g.n - n, kTileColumns);
    const std::int64_t vectors = (columns + kLanes - 1) / kLanes;
    // Rows in tiles of almost the same height.
    for (std::int64_t t = 0; t < tiles; ++t) {
      const std::int64_t m = g.m * t / tiles;
      const std::int64_t rows = g.m * (t + 1) / tiles - m;
      choose(std::make_integer_sequence<int, kTileRows * kTileVectors>(), rows, vectors)(g, m, n,
                                                                                         columns);
    }
  }
}

// Whether the instruction sums as the plain loop does, which the FMAs of other machines do: in the
// order of the halves, rounded after each, denormals taken for 0. Every sum of these factors and
// starts, some of which come out otherwise if any of that is not so.
bool sums_as_the_plain_loop() {
  constexpr float kFactors[] = {1,        -1,          0x1p24F,   0x1.02p0F,
                                0x1p-63F, -0x1.5p-64F, 0x1p-126F, -0x1.8p-89F};
  constexpr float kStarts[] = {0,         1,         0x1.000002p0F,   0x1.fffffep23F,
                               0x1p-126F, 0x1p-127F, 0x1.000002p-126F};
  constexpr std::int64_t kCount = std::ssize(kFactors);
  constexpr std::int64_t kPairs = kCount * kCount;
  Bfloat16Pair pairs[kPairs];
  for (std::int64_t i = 0; i < kPairs; ++i)
    pairs[i] = bfloat16_pair(kFactors[i / kCount], kFactors[i % kCount]);
  for (const float start : kStarts) {
    float bias[kPairs];
    std::fill(std::begin(bias), std::end(bias), start);
    for (const Bfloat16Pair& a : pairs) {
      float expected[kPairs];
      float got[kPairs];
      Arguments g = {1, kPairs, 1, &a, 1, 1, pairs, kPairs, expected, kPairs, bias, false, false};
      reference_kernels<float>().gemm_bfloat16(g);
      g.out = got;
      gemm_bfloat16(g);
      const auto same = [](float x, float y) {
        return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
      };
      if (!std::equal(std::begin(got), std::end(got), std::begin(expected), same)) return false;
    }
  }
  return true;
}

}  // namespace

bool has_avx512_bf16() {
  static const bool has =
      has_isa(Isa::avx512) && __builtin_cpu_supports("avx512bf16") != 0 && sums_as_the_plain_loop();
  return has;
}

void fill_vector_avx512_bf16(Kernels<float>& kernels) {
  if (has_avx512_bf16()) kernels.gemm_bfloat16 = gemm_bfloat16;
}
#else
bool has_avx512_bf16() { return false; }
void fill_vector_avx512_bf16(Kernels<float>&) {}
#endif

}  // namespace hourglass::kernels
