// SPDX-License-Identifier: MIT
// One step of each optimizer; the formulas are in hourglass/optimizers.h.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/update.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

using Arguments = UpdateArguments<float>;

struct State {
  V w, slot0, slot1;
};

struct Constants {
  explicit HWY_INLINE Constants(const Arguments& u)
      : rate(hn::Set(D(), u.rate)),
        a(hn::Set(D(), u.a)),
        b(hn::Set(D(), u.b)),
        epsilon(hn::Set(D(), u.epsilon)),
        not_a(hn::Set(D(), u.not_a)),
        not_b(hn::Set(D(), u.not_b)) {}
  V rate, a, b, epsilon, not_a, not_b;
};

struct Sgd {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.w = hn::NegMulAdd(c.rate, g, s.w);
  }
};
struct SgdMomentum {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.slot0 = hn::NegMulAdd(c.rate, g, hn::Mul(c.a, s.slot0));
    s.w = hn::Add(s.w, s.slot0);
  }
};
struct SgdNesterov {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.slot0 = hn::NegMulAdd(c.rate, g, hn::Mul(c.a, s.slot0));
    s.w = hn::Add(s.w, hn::NegMulAdd(c.rate, g, hn::Mul(c.a, s.slot0)));
  }
};

// slot0 = a slot0 + (1 - a) g^2
HWY_INLINE void decay_squares(const Constants& c, V g, State& s) {
  s.slot0 = hn::MulAdd(hn::Mul(c.not_a, g), g, hn::Mul(c.a, s.slot0));
}
HWY_INLINE V root(const Constants& c, V x) { return hn::Sqrt(hn::Add(x, c.epsilon)); }

struct RmsProp {
  static HWY_INLINE V delta(const Constants& c, V g, State& s) {
    decay_squares(c, g, s);
    return hn::Div(hn::Mul(c.rate, g), root(c, s.slot0));
  }
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.w = hn::Sub(s.w, delta(c, g, s));
  }
};
struct RmsPropMomentum {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.slot1 = hn::MulAdd(c.b, s.slot1, RmsProp::delta(c, g, s));
    s.w = hn::Sub(s.w, s.slot1);
  }
};
struct AdaGrad {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.slot0 = hn::MulAdd(g, g, s.slot0);
    s.w = hn::Sub(s.w, hn::Div(hn::Mul(c.rate, g), root(c, s.slot0)));
  }
};
struct AdaDelta {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    decay_squares(c, g, s);
    const V delta = hn::Div(hn::Mul(root(c, s.slot1), g), root(c, s.slot0));
    s.slot1 = hn::MulAdd(hn::Mul(c.not_a, delta), delta, hn::Mul(c.a, s.slot1));
    s.w = hn::NegMulAdd(c.rate, delta, s.w);
  }
};
struct AdamStep {
  static HWY_INLINE void step(const Constants& c, V g, State& s) {
    s.slot0 = hn::MulAdd(c.not_a, hn::Sub(g, s.slot0), s.slot0);
    s.slot1 = hn::MulAdd(c.not_b, hn::Sub(hn::Mul(g, g), s.slot1), s.slot1);
    const V scale = hn::Add(hn::Sqrt(s.slot1), c.epsilon);
    s.w = hn::Sub(s.w, hn::Div(hn::Mul(c.rate, s.slot0), scale));
  }
};

template <class Rule, int kSlots>
void run(const Arguments& u) {
  const Constants constants(u);
  const V l1 = hn::Set(D(), u.l1);
  const V l2 = hn::Set(D(), 2 * u.l2);
  const V keep = hn::Set(D(), u.decay);
  const bool regularized = u.l1 != 0 || u.l2 != 0;
  const auto step = [&](V g, State& s) HWY_ATTR {
    if (regularized) {
      const V sign =
          hn::IfThenElseZero(hn::Ne(s.w, hn::Zero(D())), hn::CopySign(hn::Set(D(), 1.0F), s.w));
      g = hn::Add(g, hn::MulAdd(l2, s.w, hn::Mul(l1, sign)));
    }
    s.w = hn::NegMulAdd(keep, s.w, s.w);
    Rule::step(constants, g, s);
  };
  for_each_vector(
      u.n,
      [&](std::int64_t i) HWY_ATTR {
        State s{hn::LoadU(D(), u.weights + i), hn::Zero(D()), hn::Zero(D())};
        if (kSlots > 0) s.slot0 = hn::LoadU(D(), u.slot0 + i);
        if (kSlots > 1) s.slot1 = hn::LoadU(D(), u.slot1 + i);
        step(hn::LoadU(D(), u.gradient + i), s);
        hn::StoreU(s.w, D(), u.weights + i);
        if (kSlots > 0) hn::StoreU(s.slot0, D(), u.slot0 + i);
        if (kSlots > 1) hn::StoreU(s.slot1, D(), u.slot1 + i);
      },
      [&](std::int64_t i, std::int64_t count) HWY_ATTR {
        State s{load_some(u.weights + i, count), hn::Zero(D()), hn::Zero(D())};
        if (kSlots > 0) s.slot0 = load_some(u.slot0 + i, count);
        if (kSlots > 1) s.slot1 = load_some(u.slot1 + i, count);
        step(load_some(u.gradient + i, count), s);
        store_some(s.w, u.weights + i, count);
        if (kSlots > 0) store_some(s.slot0, u.slot0 + i, count);
        if (kSlots > 1) store_some(s.slot1, u.slot1 + i, count);
      });
}

void update(const Arguments& u) {
  switch (u.kind) {
    case UpdateKind::sgd:
      return run<Sgd, 0>(u);
    case UpdateKind::sgd_momentum:
      return run<SgdMomentum, 1>(u);
    case UpdateKind::sgd_nesterov:
      return run<SgdNesterov, 1>(u);
    case UpdateKind::rmsprop:
      return run<RmsProp, 1>(u);
    case UpdateKind::rmsprop_momentum:
      return run<RmsPropMomentum, 2>(u);
    case UpdateKind::adagrad:
      return run<AdaGrad, 1>(u);
    case UpdateKind::adadelta:
      return run<AdaDelta, 2>(u);
    case UpdateKind::adam:
      return run<AdamStep, 2>(u);
  }
}

}  // namespace

void fill_update(Kernels<float>& kernels) { kernels.update = update; }

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_update(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_update).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
