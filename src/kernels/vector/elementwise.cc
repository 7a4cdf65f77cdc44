// SPDX-License-Identifier: MIT
// Activations, arithmetic on runs of numbers, softmax.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/activation_constants.h"
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/elementwise.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"
#include "kernels/vector/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

HWY_INLINE V positive_or(V x, V otherwise) {
  return hn::IfThenElse(hn::Gt(x, hn::Zero(D())), x, otherwise);
}

HWY_INLINE V activate(ActivationKind kind, V x) {
  const V one = set(1);
  switch (kind) {
    case ActivationKind::relu:
      return relu(x);
    case ActivationKind::elu:
      return positive_or(x, hn::Expm1(D(), x));
    case ActivationKind::selu:
      return hn::Mul(set(kSeluScale), positive_or(x, hn::Mul(set(kSeluAlpha), hn::Expm1(D(), x))));
    case ActivationKind::gelu: {
      const V half = hn::Mul(x, set(0.5));
      return hn::MulAdd(half, erf(hn::Mul(x, set(1 / std::numbers::sqrt2))), half);
    }
    case ActivationKind::sigmoid:
      return sigmoid(x);
    case ActivationKind::tanh:
      return hn::Tanh(D(), x);
    case ActivationKind::softplus:
      return hn::Add(hn::Max(hn::Zero(D()), x), hn::Log1p(D(), hn::Exp(D(), hn::Neg(hn::Abs(x)))));
    case ActivationKind::exponential:
      return exp(x);
    case ActivationKind::linear:
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      break;
  }
  return hn::Mul(one, x);
}

// The slope in terms of the output y, for gelu of the input x.
HWY_INLINE V slope(ActivationKind kind, V x, V y) {
  const V one = set(1);
  const auto is_positive = hn::Gt(y, hn::Zero(D()));
  switch (kind) {
    case ActivationKind::relu:
      return hn::IfThenElseZero(is_positive, one);
    case ActivationKind::elu:
      return hn::IfThenElse(is_positive, one, hn::Add(y, one));
    case ActivationKind::selu:
      return hn::IfThenElse(is_positive, set(kSeluScale), hn::Add(y, set(kSeluScale * kSeluAlpha)));
    case ActivationKind::gelu: {
      const V bell = hn::Exp(D(), hn::Mul(hn::Mul(x, x), set(-0.5)));
      const V density = hn::Mul(bell, set(std::numbers::inv_sqrtpi / std::numbers::sqrt2));
      const V share = hn::MulAdd(set(0.5), erf(hn::Mul(x, set(1 / std::numbers::sqrt2))), set(0.5));
      return hn::MulAdd(x, density, share);
    }
    case ActivationKind::sigmoid:
      return hn::Mul(y, hn::Sub(one, y));
    case ActivationKind::tanh:
      return hn::NegMulAdd(y, y, one);
    case ActivationKind::softplus:
      return hn::Neg(hn::Expm1(D(), hn::Neg(y)));
    case ActivationKind::exponential:
      return y;
    case ActivationKind::linear:
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      break;
  }
  return one;
}

// One loop for each kind, so that the choice is made once a run.
template <ActivationKind kKind>
void activate_run(std::int64_t n, const float* x, float* y) {
  map(
      n, y, [](V v) HWY_ATTR { return keep_nan(v, activate(kKind, v)); }, x);
}

template <ActivationKind kKind>
void slope_run(std::int64_t n, const float* x, const float* y, float* gradient) {
  map(
      n, gradient, [](V a, V b, V g) HWY_ATTR { return hn::Mul(g, slope(kKind, a, b)); },
      kKind == ActivationKind::gelu ? x : y, y, gradient);
}

template <template <ActivationKind> class Run, class... Arguments>
void for_kind(ActivationKind kind, Arguments... arguments) {
  switch (kind) {
    case ActivationKind::linear:
    case ActivationKind::leaky_relu:
    case ActivationKind::softmax:
      return;
    case ActivationKind::relu:
      return Run<ActivationKind::relu>::call(arguments...);
    case ActivationKind::elu:
      return Run<ActivationKind::elu>::call(arguments...);
    case ActivationKind::selu:
      return Run<ActivationKind::selu>::call(arguments...);
    case ActivationKind::gelu:
      return Run<ActivationKind::gelu>::call(arguments...);
    case ActivationKind::sigmoid:
      return Run<ActivationKind::sigmoid>::call(arguments...);
    case ActivationKind::tanh:
      return Run<ActivationKind::tanh>::call(arguments...);
    case ActivationKind::softplus:
      return Run<ActivationKind::softplus>::call(arguments...);
    case ActivationKind::exponential:
      return Run<ActivationKind::exponential>::call(arguments...);
  }
}

template <ActivationKind kKind>
struct ActivateRun {
  static void call(std::int64_t n, const float* x, float* y) { activate_run<kKind>(n, x, y); }
};
template <ActivationKind kKind>
struct SlopeRun {
  static void call(std::int64_t n, const float* x, const float* y, float* gradient) {
    slope_run<kKind>(n, x, y, gradient);
  }
};

void activation(ActivationKind kind, std::int64_t n, const float* x, float* y) {
  for_kind<ActivateRun>(kind, n, x, y);
}

void activation_gradient(ActivationKind kind, std::int64_t n, const float* x, const float* y,
                         float* gradient) {
  for_kind<SlopeRun>(kind, n, x, y, gradient);
}

void leaky_relu(std::int64_t n, const float* x, float slope, float* y) {
  const V s = hn::Set(D(), slope);
  map(
      n, y, [=](V v) HWY_ATTR { return positive_or(v, hn::Mul(v, s)); }, x);
}

void leaky_relu_gradient(std::int64_t n, const float* y, float slope, float* gradient) {
  const V s = hn::Set(D(), slope);
  map(
      n, gradient,
      [=](V v, V g) HWY_ATTR { return hn::IfThenElse(hn::Gt(v, hn::Zero(D())), g, hn::Mul(g, s)); },
      y, gradient);
}

void affine(std::int64_t n, const float* x, float scale, float offset, float* y) {
  const V s = hn::Set(D(), scale);
  const V o = hn::Set(D(), offset);
  map(
      n, y, [=](V v) HWY_ATTR { return hn::MulAdd(v, s, o); }, x);
}

// A period after the other.
template <class Function>
void normalize_run(const NormalizeArguments<float>& a, Function f) {
  for (std::int64_t first = 0; first < a.n; first += a.period)
    map(std::min(a.period, a.n - first), a.y + first, f, a.x + first, a.mean, a.scale);
}

void normalize(const NormalizeArguments<float>& a) {
  if (a.invert) {
    normalize_run(a,
                  [](V x, V mean, V scale) HWY_ATTR { return hn::Add(mean, hn::Mul(x, scale)); });
  } else {
    normalize_run(a,
                  [](V x, V mean, V scale) HWY_ATTR { return hn::Div(hn::Sub(x, mean), scale); });
  }
}

void add(std::int64_t n, const float* a, const float* b, float* out) {
  map(
      n, out, [](V x, V y) HWY_ATTR { return hn::Add(x, y); }, a, b);
}

void multiply(std::int64_t n, const float* a, const float* b, float* out) {
  map(
      n, out, [](V x, V y) HWY_ATTR { return hn::Mul(x, y); }, a, b);
}

void softmax(std::int64_t rows, std::int64_t width, const float* x, float* y) {
  for (std::int64_t r = 0; r < rows; ++r, x += width, y += width) {
    const V largest = hn::Set(D(), *std::max_element(x, x + width));
    map(
        width, y, [=](V v) HWY_ATTR { return keep_nan(v, hn::Exp(D(), hn::Sub(v, largest))); }, x);
    const V sum = hn::Set(D(), sum_of(width, y));
    map(
        width, y, [=](V v) HWY_ATTR { return hn::Div(v, sum); }, y);
  }
}

void softmax_gradient(std::int64_t rows, std::int64_t width, const float* y,
                      const float* out_gradient, float* in_gradient) {
  for (std::int64_t r = 0; r < rows; ++r, y += width, out_gradient += width, in_gradient += width) {
    multiply(width, y, out_gradient, in_gradient);
    const V dot = hn::Set(D(), sum_of(width, in_gradient));
    map(
        width, in_gradient, [=](V p, V g) HWY_ATTR { return hn::Mul(p, hn::Sub(g, dot)); }, y,
        out_gradient);
  }
}

}  // namespace

void fill_elementwise(Kernels<float>& kernels) {
  kernels.activation = activation;
  kernels.activation_gradient = activation_gradient;
  kernels.leaky_relu = leaky_relu;
  kernels.leaky_relu_gradient = leaky_relu_gradient;
  kernels.affine = affine;
  kernels.normalize = normalize;
  kernels.add = add;
  kernels.multiply = multiply;
  kernels.softmax = softmax;
  kernels.softmax_gradient = softmax_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_elementwise(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_elementwise).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
