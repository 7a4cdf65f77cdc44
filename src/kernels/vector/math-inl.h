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

HWY_INLINE V sigmoid(V x) {
  const V one = set(1);
  // From 88 on 1 + exp is so large that the quotient is below the smallest normal number.
  return hn::Div(one, hn::Add(one, hn::Exp(D(), hn::Min(hn::Neg(x), set(88)))));
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
