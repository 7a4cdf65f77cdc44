// SPDX-License-Identifier: MIT
// One step of each optimizer; the formulas are in hourglass/optimizers.h.
#include <cmath>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T>
void update_one(const UpdateArguments<T>& u, std::int64_t i) {
  T& w = u.weights[i];
  const T sign = w > 0 ? T(1) : w < 0 ? T(-1) : T(0);
  const T g = u.gradient[i] + (u.l1 * sign + 2 * u.l2 * w);
  w -= u.decay * w;
  switch (u.kind) {
    case UpdateKind::sgd:
      w -= u.rate * g;
      return;
    case UpdateKind::sgd_momentum:
      u.slot0[i] = u.a * u.slot0[i] - u.rate * g;
      w += u.slot0[i];
      return;
    case UpdateKind::sgd_nesterov:
      u.slot0[i] = u.a * u.slot0[i] - u.rate * g;
      w += u.a * u.slot0[i] - u.rate * g;
      return;
    case UpdateKind::rmsprop:
    case UpdateKind::rmsprop_momentum: {
      u.slot0[i] = u.a * u.slot0[i] + u.not_a * g * g;
      T delta = u.rate * g / std::sqrt(u.slot0[i] + u.epsilon);
      if (u.kind == UpdateKind::rmsprop_momentum) delta = u.slot1[i] = u.b * u.slot1[i] + delta;
      w -= delta;
      return;
    }
    case UpdateKind::adagrad:
      u.slot0[i] += g * g;
      w -= u.rate * g / std::sqrt(u.slot0[i] + u.epsilon);
      return;
    case UpdateKind::adadelta: {
      u.slot0[i] = u.a * u.slot0[i] + u.not_a * g * g;
      const T delta = std::sqrt(u.slot1[i] + u.epsilon) * g / std::sqrt(u.slot0[i] + u.epsilon);
      u.slot1[i] = u.a * u.slot1[i] + u.not_a * delta * delta;
      w -= u.rate * delta;
      return;
    }
    case UpdateKind::adam:
      u.slot0[i] += u.not_a * (g - u.slot0[i]);
      u.slot1[i] += u.not_b * (g * g - u.slot1[i]);
      w -= u.rate * u.slot0[i] / (std::sqrt(u.slot1[i]) + u.epsilon);
      return;
  }
}

template <class T>
void update(const UpdateArguments<T>& u) {
  for (std::int64_t i = 0; i < u.n; ++i) update_one(u, i);
}

}  // namespace

template <class T>
void fill_reference_update(Kernels<T>& kernels) {
  kernels.update = update<T>;
}

template void fill_reference_update(Kernels<float>&);
template void fill_reference_update(Kernels<double>&);

}  // namespace hourglass::kernels
