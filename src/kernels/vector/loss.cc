// SPDX-License-Identifier: MIT
// Losses, penalties and their gradients in one pass. Sums go to kLanes fixed lanes, whatever the
// vector width.
#include "kernels/activation_constants.h"
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/loss.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"
#include "kernels/vector/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

struct Term {
  V loss, slope;
};

// -1, 0 or 1.
HWY_INLINE V sign(V x) {
  return hn::IfThenElseZero(hn::Ne(x, hn::Zero(D())), hn::CopySign(set(1), x));
}

struct Mse {
  static HWY_INLINE Term term(V p, V t) {
    const V d = hn::Sub(p, t);
    return {hn::Mul(d, d), hn::Add(d, d)};
  }
};

struct Mae {
  static HWY_INLINE Term term(V p, V t) {
    const V d = hn::Sub(p, t);
    return {hn::Abs(d), sign(d)};
  }
};

struct BinaryCrossentropy {
  static HWY_INLINE Term term(V prediction, V t) {
    const V one = set(1);
    const V low = set(kClip);
    const V high = hn::Sub(one, low);
    const V p = keep_nan(prediction, hn::Min(hn::Max(prediction, low), high));
    const V q = hn::Sub(one, p);
    const V with_p = hn::Mul(t, hn::Log(D(), p));
    const V loss = hn::Neg(hn::MulAdd(hn::Sub(one, t), hn::Log(D(), q), with_p));
    const V slope = hn::Div(hn::Sub(p, t), hn::Mul(p, q));
    return {keep_nan(p, loss), hn::IfThenElseZero(hn::Eq(p, prediction), slope)};
  }
};

struct Huber {
  static HWY_INLINE Term term(V p, V t) {
    const V d = hn::Sub(p, t);
    const V magnitude = hn::Abs(d);
    const auto is_small = hn::Le(magnitude, set(1));
    const V half = set(0.5);
    return {hn::IfThenElse(is_small, hn::Mul(half, hn::Mul(d, d)), hn::Sub(magnitude, half)),
            hn::IfThenElse(is_small, d, sign(d))};
  }
};

struct Both {
  V prediction, loss, gradient;
};

template <class Kind, bool kSigmoid>
HWY_INLINE Both both(V prediction, V target, V scale) {
  if (kSigmoid) prediction = keep_nan(prediction, sigmoid(prediction));
  const Term term = Kind::term(prediction, target);
  V gradient = hn::Mul(scale, term.slope);
  if (kSigmoid) gradient = hn::Mul(gradient, hn::Mul(prediction, hn::Sub(set(1), prediction)));
  return {prediction, term.loss, gradient};
}

template <class Kind, bool kSigmoid>
void loss_run(const LossArguments<float>& l) {
  V sums[kParts];
  V scales[kParts];
  for (std::int64_t part = 0; part < kParts; ++part) {
    sums[part] = hn::LoadU(D(), l.sums + part * kWidth);
    scales[part] = hn::LoadU(D(), l.scale + part * kWidth);
  }
  std::int64_t i = 0;
  for (; i + kLanes <= l.n; i += kLanes) {
    for (std::int64_t part = 0; part < kParts; ++part) {
      const std::int64_t at = i + part * kWidth;
      const Both one = both<Kind, kSigmoid>(hn::LoadU(D(), l.prediction + at),
                                            hn::LoadU(D(), l.target + at), scales[part]);
      sums[part] = hn::Add(sums[part], one.loss);
      if (kSigmoid) hn::StoreU(one.prediction, D(), l.prediction + at);
      if (l.gradient != nullptr) hn::StoreU(one.gradient, D(), l.gradient + at);
    }
  }
  for (std::int64_t part = 0; i < l.n; ++part, i += kWidth) {
    const std::int64_t count = std::min(kWidth, l.n - i);
    const Both one = both<Kind, kSigmoid>(load_some(l.prediction + i, count),
                                          load_some(l.target + i, count), scales[part]);
    // Lanes past the end hold a term of their own, which must not count.
    const auto exists = hn::FirstN(D(), static_cast<std::size_t>(count));
    sums[part] = hn::Add(sums[part], hn::IfThenElseZero(exists, one.loss));
    if (kSigmoid) store_some(one.prediction, l.prediction + i, count);
    if (l.gradient != nullptr) store_some(one.gradient, l.gradient + i, count);
  }
  for (std::int64_t part = 0; part < kParts; ++part)
    hn::StoreU(sums[part], D(), l.sums + part * kWidth);
}

template <class Kind>
void loss_of(const LossArguments<float>& l) {
  l.sigmoid ? loss_run<Kind, true>(l) : loss_run<Kind, false>(l);
}

void loss(const LossArguments<float>& l) {
  switch (l.kind) {
    case LossKind::mse:
      return loss_of<Mse>(l);
    case LossKind::mae:
      return loss_of<Mae>(l);
    case LossKind::binary_crossentropy:
      return loss_of<BinaryCrossentropy>(l);
    case LossKind::huber:
      return loss_of<Huber>(l);
  }
}

void penalty(std::int64_t n, const float* x, float l1, float l2, float* sums) {
  const V a = hn::Set(D(), l1);
  const V b = hn::Set(D(), l2);
  for (std::int64_t i = 0; i < n; i += kWidth) {
    const std::int64_t count = std::min(kWidth, n - i);
    const V v = count == kWidth ? hn::LoadU(D(), x + i) : load_some(x + i, count);
    float* lane = sums + i % kLanes;
    const V term = hn::MulAdd(hn::Mul(b, v), v, hn::Mul(a, hn::Abs(v)));
    hn::StoreU(hn::Add(hn::LoadU(D(), lane), term), D(), lane);
  }
}

void penalty_gradient(std::int64_t n, const float* x, float l1, float l2, const float* scale,
                      float* gradient) {
  const V a = hn::Set(D(), l1);
  const V b = hn::Set(D(), 2 * l2);
  for (std::int64_t i = 0; i < n; i += kWidth) {
    const std::int64_t count = std::min(kWidth, n - i);
    const V v = load_some(x + i, count);
    const V slope = hn::MulAdd(b, v, hn::Mul(a, sign(v)));
    const V sum =
        hn::MulAdd(hn::LoadU(D(), scale + i % kLanes), slope, load_some(gradient + i, count));
    store_some(sum, gradient + i, count);
  }
}

}  // namespace

void fill_loss(Kernels<float>& kernels) {
  kernels.loss = loss;
  kernels.penalty = penalty;
  kernels.penalty_gradient = penalty_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_loss(Kernels<float>& kernels, Isa isa) { HG_VERSIONS(fill_loss).of(isa)(kernels); }
}  // namespace hourglass::kernels
#endif
