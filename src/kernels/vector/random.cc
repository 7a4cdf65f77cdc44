// SPDX-License-Identifier: MIT
// Noise, a vector of counters at a time: base::threefry in every lane, then Box and Muller.
#include <numbers>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/random.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"
#include "kernels/vector/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

using U = hn::RebindToUnsigned<D>;
using Bits = hn::Vec<U>;

struct Drawn {
  Bits first, second;
};

template <int kRotation>
HWY_INLINE void mix(Bits& x0, Bits& x1) {
  x0 = hn::Add(x0, x1);
  x1 = hn::Xor(hn::RotateRight<32 - kRotation>(x1), x0);
}

template <int kA, int kB, int kC, int kD>
HWY_INLINE void mix_four(Bits& x0, Bits& x1) {
  mix<kA>(x0, x1);
  mix<kB>(x0, x1);
  mix<kC>(x0, x1);
  mix<kD>(x0, x1);
}

// base::threefry(key, {counter, 0}) in every lane.
HWY_INLINE Drawn threefry(base::RandomKey key, Bits counter) {
  const std::uint32_t schedule[3] = {key[0], key[1], 0x1BD11BDAU ^ key[0] ^ key[1]};
  Bits x0 = hn::Add(counter, hn::Set(U(), schedule[0]));
  Bits x1 = hn::Set(U(), schedule[1]);
  for (std::uint32_t group = 0; group < 5; ++group) {
    if (group % 2 == 0) {
      mix_four<13, 15, 26, 6>(x0, x1);
    } else {
      mix_four<17, 29, 16, 24>(x0, x1);
    }
    x0 = hn::Add(x0, hn::Set(U(), schedule[(group + 1) % 3]));
    x1 = hn::Add(x1, hn::Set(U(), schedule[(group + 2) % 3] + group + 1));
  }
  return {x0, x1};
}

HWY_INLINE Bits counters(std::int64_t first) {
  return hn::Iota(U(), static_cast<std::uint32_t>(first));
}

// The upper 24 bits plus `plus`, times 2^-24.
HWY_INLINE V unit(Bits bits, std::uint32_t plus) {
  const hn::RebindToSigned<D> integers;
  const Bits upper = hn::Add(hn::ShiftRight<8>(bits), hn::Set(U(), plus));
  return hn::Mul(hn::ConvertTo(D(), hn::BitCast(integers, upper)), set(0x1p-24));
}

void normal(base::RandomKey key, std::int64_t n, float* out) {
  const std::int64_t half = (n + 1) / 2;
  for (std::int64_t p = 0; p < half; p += kWidth) {
    const Drawn bits = threefry(key, counters(p));
    const V radius = hn::Sqrt(hn::Mul(set(-2), hn::Log(D(), unit(bits.first, 1))));
    const V angle = hn::Mul(unit(bits.second, 0), set(2 * std::numbers::pi));
    const V first = hn::Mul(radius, hn::Cos(D(), angle));
    const V second = hn::Mul(radius, hn::Sin(D(), angle));
    store_some(first, out + p, std::min(kWidth, half - p));
    if (p + half < n) store_some(second, out + p + half, std::min(kWidth, n - half - p));
  }
}

void dropout_mask(base::RandomKey key, float rate, std::int64_t n, float* out) {
  const V kept = hn::Set(D(), 1 / (1 - rate));
  const V limit = hn::Set(D(), rate);
  for (std::int64_t i = 0; i < n; i += kWidth) {
    const V drawn = unit(threefry(key, counters(i)).first, 0);
    store_some(hn::IfThenZeroElse(hn::Lt(drawn, limit), kept), out + i, std::min(kWidth, n - i));
  }
}

void corrupt(std::int64_t n, const float* x, const float* noise, float stddev, float minimum,
             float maximum, float* out) {
  const V scale = hn::Set(D(), stddev);
  const V low = hn::Set(D(), minimum);
  const V high = hn::Set(D(), maximum);
  map(
      n, out,
      [=](V v, V e)
          HWY_ATTR { return keep_nan(v, hn::Min(hn::Max(hn::MulAdd(e, scale, v), low), high)); },
      x, noise);
}

}  // namespace

void fill_random(Kernels<float>& kernels) {
  kernels.normal = normal;
  kernels.dropout_mask = dropout_mask;
  kernels.corrupt = corrupt;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_random(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_random).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
