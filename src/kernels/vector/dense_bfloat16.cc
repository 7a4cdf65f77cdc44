// SPDX-License-Identifier: MIT
// Matrix products of bfloat16, and what makes pairs of them. Halves of pairs are float32 numbers
// but for zeros, so that FMAs do what VDPBF16PS does where denormals are taken for 0. Products are
// in AVX2 alone, which AVX-512 without bfloat16 takes as well: a set of tiles for each instruction
// set is 100 kB of program for processors that the rounding does not make faster.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/dense_bfloat16.cc"
#include <hwy/foreach_target.h>

#include <limits>

#include "kernels/vector/gemm-inl.h"
#if HWY_TARGET == HWY_AVX2
#include "kernels/vector/flush_denormals.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

// round_to_bfloat16, in the upper half.
HWY_INLINE hn::Vec<DU> rounded(V x) {
  const auto bits = hn::BitCast(DU(), x);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(DU(), 1));
  const auto nearest = hn::BitCast(D(), hn::Add(hn::Add(bits, hn::Set(DU(), 0x7fff)), odd));
  const auto quiet = hn::BitCast(D(), hn::Or(bits, hn::Set(DU(), 0x00400000)));
  const auto zero = hn::And(x, hn::SignBit(D()));
  const auto is_denormal = hn::Lt(hn::Abs(x), hn::Set(D(), std::numeric_limits<float>::min()));
  V result = hn::IfThenElse(is_denormal, zero, nearest);
  result = hn::IfThenElse(hn::IsNaN(x), quiet, result);
  return hn::And(hn::BitCast(DU(), result), hn::Set(DU(), 0xffff0000U));
}

void pack_across_rows(const PackBfloat16Arguments<float>& p) {
  for (std::int64_t row = 0; row < p.rows; row += 2) {
    const float* x = p.x + row * p.x_row;
    const float* next = row + 1 < p.rows ? x + p.x_row : nullptr;
    Bfloat16Pair* pairs = p.pairs + row / 2 * p.pairs_row;
    std::int64_t c = 0;
    for (; c + kWidth <= p.columns; c += kWidth) {
      auto pair = rounded(hn::LoadU(D(), x + c));
      if (next != nullptr)
        pair = hn::Or(pair, hn::ShiftRight<16>(rounded(hn::LoadU(D(), next + c))));
      hn::StoreU(pair, DU(), pairs + c);
    }
    for (; c < p.columns; ++c) pairs[c] = bfloat16_pair(x[c], next == nullptr ? 0 : next[c]);
  }
}

void pack_along_rows(const PackBfloat16Arguments<float>& p) {
  for (std::int64_t row = 0; row < p.rows; ++row) {
    const float* x = p.x + row * p.x_row;
    Bfloat16Pair* pairs = p.pairs + row * p.pairs_row;
    std::int64_t c = 0;
#if HWY_TARGET != HWY_SCALAR
    for (; c + 2 * kWidth <= p.columns; c += 2 * kWidth) {
      const V first = hn::LoadU(D(), x + c);
      const V second = hn::LoadU(D(), x + c + kWidth);
      const auto upper = rounded(hn::ConcatEven(D(), second, first));
      const auto lower = rounded(hn::ConcatOdd(D(), second, first));
      hn::StoreU(hn::Or(upper, hn::ShiftRight<16>(lower)), DU(), pairs + c / 2);
    }
#endif
    for (; c < p.columns; c += 2)
      pairs[c / 2] = bfloat16_pair(x[c], c + 1 < p.columns ? x[c + 1] : 0);
  }
}

#if HWY_TARGET == HWY_AVX2
void gemm_bfloat16(const GemmArguments<float, Bfloat16Pair>& g) {
  const FlushDenormals flush;
  product(g);
}
#endif

}  // namespace

void fill_packing(Kernels<float>& kernels) {
  kernels.pack_across_rows = pack_across_rows;
  kernels.pack_along_rows = pack_along_rows;
}

// Elsewhere it stays the plain loop.
void fill_product([[maybe_unused]] Kernels<float>& kernels) {
#if HWY_TARGET == HWY_AVX2
  kernels.gemm_bfloat16 = gemm_bfloat16;
#endif
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_dense_bfloat16(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_packing).of(isa)(kernels);
  if (isa == Isa::avx2 || isa == Isa::avx512) HG_VERSIONS(fill_product).of(Isa::avx2)(kernels);
  if (isa == Isa::avx512) fill_vector_avx512_bf16(kernels);
}
}  // namespace hourglass::kernels
#endif
