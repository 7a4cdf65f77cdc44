// SPDX-License-Identifier: MIT
// What every vectorised kernel uses. Included once for each instruction set.
#if defined(HOURGLASS_KERNELS_VECTOR_COMMON_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_COMMON_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_COMMON_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_COMMON_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "base/versions.h"
#include "kernels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A block's 16 lanes are one vector of AVX-512, two of AVX2, four of SSE4.1.
using D = hn::CappedTag<float, static_cast<std::size_t>(kLanes)>;
using V = hn::Vec<D>;
constexpr std::int64_t kWidth = static_cast<std::int64_t>(hn::MaxLanes(D()));
constexpr std::int64_t kParts = kLanes / kWidth;

// Vector registers: 32 with AVX-512, otherwise 16.
constexpr bool kManyRegisters = HWY_TARGET == HWY_AVX3;

// Calls visit(i, count) for vectors of `count` == kWidth numbers from i on, then once for what is
// left.
template <class Whole, class Rest>
HWY_INLINE void for_each_vector(std::int64_t n, Whole whole, Rest rest) {
  std::int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) whole(i);
  if (i < n) rest(i, n - i);
}

// What several products use: GCC would rather read it from memory again for each of up to three
// of them, and loads are what limits a tile: a loop over 4 outputs x 2 taps of a kernel's gradient
// has 83 GFLOP/s with AVX2 instead of 54.
HWY_INLINE V load_once(const float* from) {
  V vector = hn::LoadU(D(), from);
#if HWY_COMPILER_GCC_ACTUAL && (HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2)
  __asm__("" : "+v"(vector.raw));
#endif
  return vector;
}

HWY_INLINE V load_some(const float* from, std::int64_t count) {
  HWY_ALIGN float numbers[kWidth] = {};
  std::copy_n(from, count, numbers);
  return hn::Load(D(), numbers);
}

HWY_INLINE void store_some(V vector, float* to, std::int64_t count) {
  HWY_ALIGN float numbers[kWidth];
  hn::Store(vector, D(), numbers);
  std::copy_n(numbers, count, to);
}

#if HWY_TARGET != HWY_SCALAR
// Four vectors of four numbers: rows become columns.
using Quad = hn::Full128<float>;
HWY_INLINE void transpose_four(hn::Vec<Quad> (&rows)[4]) {
  const Quad d;
  const hn::Repartition<double, Quad> pairs;
  const auto low_01 = hn::BitCast(pairs, hn::InterleaveLower(d, rows[0], rows[1]));
  const auto low_23 = hn::BitCast(pairs, hn::InterleaveLower(d, rows[2], rows[3]));
  const auto high_01 = hn::BitCast(pairs, hn::InterleaveUpper(d, rows[0], rows[1]));
  const auto high_23 = hn::BitCast(pairs, hn::InterleaveUpper(d, rows[2], rows[3]));
  rows[0] = hn::BitCast(d, hn::InterleaveLower(pairs, low_01, low_23));
  rows[1] = hn::BitCast(d, hn::InterleaveUpper(pairs, low_01, low_23));
  rows[2] = hn::BitCast(d, hn::InterleaveLower(pairs, high_01, high_23));
  rows[3] = hn::BitCast(d, hn::InterleaveUpper(pairs, high_01, high_23));
}
#endif

// The first `count` numbers. Only from AVX2 on do masked loads and stores leave the rest of memory
// alone.
HWY_INLINE V load_first(const float* from, std::int64_t count) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  return hn::MaskedLoad(hn::FirstN(D(), static_cast<std::size_t>(count)), D(), from);
#else
  return load_some(from, count);
#endif
}
HWY_INLINE void store_first(V vector, float* to, std::int64_t count) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  hn::BlendedStore(vector, hn::FirstN(D(), static_cast<std::size_t>(count)), D(), to);
#else
  store_some(vector, to, count);
#endif
}

// The sums of four times kLanes numbers, in the order of fold16. One after the other they would
// take a fifth as long as all products of a 14 x 14 image.
#if HWY_TARGET == HWY_SCALAR
HWY_INLINE void fold_four(const float (*lanes)[kLanes], float* sums) {
  for (std::int64_t i = 0; i < 4; ++i) sums[i] = fold16(lanes[i]);
}
#else
HWY_INLINE void fold_four(const float (*lanes)[kLanes], float* sums) {
  const Quad d;
  hn::Vec<Quad> quarters[4];
  for (std::int64_t i = 0; i < 4; ++i) {
    const float* l = lanes[i];
    quarters[i] = hn::Add(hn::Add(hn::Load(d, l), hn::Load(d, l + 8)),
                          hn::Add(hn::Load(d, l + 4), hn::Load(d, l + 12)));
  }
  transpose_four(quarters);
  hn::StoreU(hn::Add(hn::Add(quarters[0], quarters[2]), hn::Add(quarters[1], quarters[3])), d,
             sums);
}
#endif

// Calls run(count, first) for output channels in tiles of kMost, the last with those left; `count`
// is a constant.
template <std::int64_t kMost = kConvolveOutputs, class Run>
HWY_INLINE void for_output_tiles(std::int64_t outputs, Run run) {
  static_assert(kMost <= 4);
  for (std::int64_t first = 0; first < outputs; first += kMost) {
    switch (std::min(kMost, outputs - first)) {
      case 1:
        run(std::integral_constant<std::int64_t, 1>(), first);
        break;
      case 2:
        run(std::integral_constant<std::int64_t, 2>(), first);
        break;
      case 3:
        run(std::integral_constant<std::int64_t, std::min<std::int64_t>(kMost, 3)>(), first);
        break;
      default:
        run(std::integral_constant<std::int64_t, kMost>(), first);
        break;
    }
  }
}

// max(x, 0); a NaN stays one, which Max leaves to the instruction set.
HWY_INLINE V relu(V x) { return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(D())), x); }

// out[i] = f(a[i], ...) for runs of n numbers.
template <class Function, class... Operands>
HWY_INLINE void map(std::int64_t n, float* out, Function f, const Operands*... operands) {
  for_each_vector(
      n,
      [&](std::int64_t i)
          HWY_ATTR { hn::StoreU(f(hn::LoadU(D(), operands + i)...), D(), out + i); },
      [&](std::int64_t i, std::int64_t count)
          HWY_ATTR { store_some(f(load_some(operands + i, count)...), out + i, count); });
}

// The sum of n numbers, number i in lane i % kLanes, then folded.
HWY_INLINE float sum_of(std::int64_t n, const float* x) {
  HWY_ALIGN float lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
      hn::Store(hn::Add(hn::Load(D(), lanes + lane), hn::LoadU(D(), x + i + lane)), D(),
                lanes + lane);
    }
  }
  for (; i < n; ++i) lanes[i % kLanes] += x[i];
  return fold16(lanes);
}

// The same of products.
HWY_INLINE float dot_of(std::int64_t n, const float* a, const float* b) {
  HWY_ALIGN float lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
      const V product = hn::MulAdd(hn::LoadU(D(), a + i + lane), hn::LoadU(D(), b + i + lane),
                                   hn::Load(D(), lanes + lane));
      hn::Store(product, D(), lanes + lane);
    }
  }
  for (; i < n; ++i) lanes[i % kLanes] = std::fma(a[i], b[i], lanes[i % kLanes]);
  return fold16(lanes);
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
