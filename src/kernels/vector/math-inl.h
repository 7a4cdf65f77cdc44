// SPDX-License-Identifier: MIT
// exp, log and the like as fixed sequences of operations: the C library's change their last bits
// with the processor it finds. Over Highway's, with the edges this project needs: NaN stays NaN,
// overflow is infinity.
#if defined(HOURGLASS_KERNELS_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_MATH_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_MATH_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_MATH_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include <limits>
#include <numbers>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

HWY_INLINE V set(double value) { return hn::Set(D(), static_cast<float>(value)); }

// NaN where x is NaN, else y.
HWY_INLINE V keep_nan(V x, V y) { return hn::IfThenElse(hn::IsNaN(x), x, y); }

HWY_INLINE V exp(V x) {
  // exp(88.73) is above the largest float.
  const V limit = set(88.72284);
  const V result = hn::Exp(D(), hn::Min(x, limit));
  const V infinity = hn::Set(D(), std::numeric_limits<float>::infinity());
  return hn::IfThenElse(hn::Gt(x, limit), infinity, result);
}

// exp for x from -87 to 88, where neither it nor 2^n leaves the normal numbers; not for NaN. Half
// the work of Highway's, which sees to the rest of the range. Polynomial: Cephes, expf; within 1
// unit in the last place.
HWY_INLINE V exp_in_range(V x) {
  const V n = hn::Round(hn::Mul(x, set(std::numbers::log2e)));
  // ln 2 in two parts, the first of so few bits that its product with n is exact.
  const V r = hn::NegMulAdd(n, set(-2.12194440e-4), hn::NegMulAdd(n, set(0.693359375), x));
  V p = hn::MulAdd(set(1.9875691500e-4), r, set(1.3981999507e-3));
  p = hn::MulAdd(p, r, set(8.3334519073e-3));
  p = hn::MulAdd(p, r, set(4.1665795894e-2));
  p = hn::MulAdd(p, r, set(1.6666665459e-1));
  p = hn::MulAdd(p, r, set(5.0000001201e-1));
  const V mantissa = hn::Add(hn::MulAdd(p, hn::Mul(r, r), r), set(1));
  const hn::RebindToSigned<D> integers;
  const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(integers, n), hn::Set(integers, 127)));
  return hn::Mul(mantissa, hn::BitCast(D(), power));
}

HWY_INLINE V sigmoid(V x) {
  const V one = set(1);
  // Below -88 the quotient is under the smallest normal number, above 87 it is 1.
  const V e = exp_in_range(hn::Min(hn::Max(hn::Neg(x), set(-87)), set(88)));
  return hn::Div(one, hn::Add(one, e));
}

// Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: within 1.5e-7 of erf.
HWY_INLINE V erf(V x) {
  const V magnitude = hn::Abs(x);
  const V t = hn::Div(set(1), hn::MulAdd(set(0.3275911), magnitude, set(1)));
  V p = hn::MulAdd(set(1.061405429), t, set(-1.453152027));
  p = hn::MulAdd(p, t, set(1.421413741));
  p = hn::MulAdd(p, t, set(-0.284496736));
  p = hn::MulAdd(p, t, set(0.254829592));
  const V tail = hn::Mul(hn::Mul(p, t), hn::Exp(D(), hn::Neg(hn::Mul(magnitude, magnitude))));
  return hn::CopySign(hn::Sub(set(1), tail), x);
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
