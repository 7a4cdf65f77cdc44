// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "kernels/activation_constants.h"
#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
T sign(T x) {
  return x > 0 ? T(1) : x < 0 ? T(-1) : T(0);
}

template <class T>
struct Term {
  T loss, slope;
};

template <class T>
Term<T> term(LossKind kind, T prediction, T target) {
  const T d = prediction - target;
  switch (kind) {
    case LossKind::mse:
      return {d * d, 2 * d};
    case LossKind::mae:
      return {std::abs(d), sign(d)};
    case LossKind::binary_crossentropy: {
      const T p = std::clamp(prediction, T(kClip), T(1) - T(kClip));
      const T loss = -(target * std::log(p) + (1 - target) * std::log(1 - p));
      const T slope = p == prediction ? (p - target) / (p * (1 - p)) : T(0);
      return {loss, slope};
    }
    case LossKind::huber:
      if (std::abs(d) <= 1) return {d * d / 2, d};
      return {std::abs(d) - T(0.5), sign(d)};
  }
  return {0, 0};
}

template <class T>
void loss(const LossArguments<T>& l) {
  for (std::int64_t i = 0; i < l.n; ++i) {
    T p = l.prediction[i];
    if (l.sigmoid) l.prediction[i] = p = 1 / (1 + std::exp(-p));
    const Term<T> one = term(l.kind, p, l.target[i]);
    l.sums[i % kLanes] += one.loss;
    if (l.gradient == nullptr) continue;
    l.gradient[i] = l.scale[i % kLanes] * one.slope;
    if (l.sigmoid) l.gradient[i] *= p * (1 - p);
  }
}

template <class T>
void penalty(std::int64_t n, const T* x, T l1, T l2, T* sums) {
  for (std::int64_t i = 0; i < n; ++i) sums[i % kLanes] += l1 * std::abs(x[i]) + l2 * x[i] * x[i];
}

template <class T>
void penalty_gradient(std::int64_t n, const T* x, T l1, T l2, const T* scale, T* gradient) {
  for (std::int64_t i = 0; i < n; ++i) {
    gradient[i] += scale[i % kLanes] * (l1 * sign(x[i]) + 2 * l2 * x[i]);
  }
}

}  // namespace

template <class T>
void fill_reference_loss(Kernels<T>& kernels) {
  kernels.loss = loss<T>;
  kernels.penalty = penalty<T>;
  kernels.penalty_gradient = penalty_gradient<T>;
}

template void fill_reference_loss(Kernels<float>&);
template void fill_reference_loss(Kernels<double>&);

}  // namespace hourglass::kernels
