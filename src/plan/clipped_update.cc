// SPDX-License-Identifier: MIT
// The last part of a step where gradients are clipped. A norm is known only when all of its numbers
// are, so that gradients are then kept for a second pass.
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "plan/executor.h"

namespace hourglass::plan {
namespace {

// Several sums, so that they need not wait for each other, put together in one order. A square of
// float32 is exact in double.
template <class T>
double sum_of_squares(const base::AlignedVector<T>& values) {
  constexpr std::size_t kSums = 8;
  double sums[kSums] = {};
  std::size_t i = 0;
  for (; i + kSums <= values.size(); i += kSums) {
    for (std::size_t j = 0; j < kSums; ++j) {
      const auto value = static_cast<double>(values[i + j]);
      sums[j] += value * value;
    }
  }
  for (; i < values.size(); ++i)
    sums[i % kSums] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

// As the update would, which then has none to add.
template <class T>
void add_penalty(const Regularizer& regularizer, const T* weights, std::int64_t numbers,
                 T* gradient) {
  const T l1(regularizer.l1);
  const T l2 = 2 * T(regularizer.l2);
  for (std::int64_t i = 0; i < numbers; ++i) {
    const T sign = weights[i] > 0 ? T(1) : weights[i] < 0 ? T(-1) : T(0);
    gradient[i] += l1 * sign + l2 * weights[i];
  }
}

}  // namespace

template <class T>
void Executor<T>::reserve_gradients() {
  reserved_gradients_.clear();
  for (const Range& range : ranges_)
    reserved_gradients_.emplace_back(static_cast<std::size_t>(range.rows * range.columns));
  squares_.resize(ranges_.size());
  norms_.resize(variables_.size() + 1);
}

template <class T>
void Executor<T>::sum_penalized_gradient(const Range& range, T* gradient, int thread) {
  const ParameterUpdate& update = plan_.updates[range.update];
  const auto variable = static_cast<std::size_t>(update.variable);
  sum_gradient(range, {gradient, range.columns}, thread);
  const Regularizer& regularizer = plan_.variables[variable]->regularizer;
  if (regularizer.is_zero()) return;
  for (std::int64_t row = 0; row < range.rows; ++row) {
    const std::int64_t first = (range.first_row + row) * update.columns + range.first_column;
    add_penalty(regularizer, variables_[variable].weights + first, range.columns,
                gradient + row * range.columns);
  }
}

template <class T>
void Executor<T>::update_clipped_by_value(const UpdateRule<T>& rule, T most) {
  pool_.run(ranges_.size(), [&](std::size_t i, int thread) {
    const Range& range = ranges_[i];
    T* gradient = gradients_[static_cast<std::size_t>(thread)].data();
    sum_penalized_gradient(range, gradient, thread);
    std::for_each_n(gradient, range.rows * range.columns,
                    [most](T& number) { number = std::clamp(number, -most, most); });
    apply_gradient(range, rule, gradient, {});
  });
}

template <class T>
void Executor<T>::measure_norms() {
  std::size_t i = 0;
  double all = 0;
  for (std::size_t variable = 0; variable < variables_.size(); ++variable) norms_[variable] = 0;
  while (i < ranges_.size()) {
    const std::size_t update = ranges_[i].update;
    double sum = 0;
    for (; i < ranges_.size() && ranges_[i].update == update; ++i) sum += squares_[i];
    norms_[static_cast<std::size_t>(plan_.updates[update].variable)] = T(std::sqrt(sum));
    all += sum;
  }
  norms_.back() = T(std::sqrt(all));
}

// Rounded as keras/src/optimizers/base_optimizer.py does, _clip_by_norm and clip_by_global_norm.
template <class T>
void Executor<T>::scale_to_norm(const Range& range, const Clipping& clipping, T* gradient) const {
  const std::int64_t numbers = range.rows * range.columns;
  if (clipping.norm > 0) {
    const T most(clipping.norm);
    const auto variable = static_cast<std::size_t>(plan_.updates[range.update].variable);
    const T norm = std::max(norms_[variable], most);
    std::for_each_n(gradient, numbers, [=](T& number) { number = number * most / norm; });
    return;
  }
  const T most(clipping.global_norm);
  const T scale = most * std::min(1 / norms_.back(), 1 / most);
  std::for_each_n(gradient, numbers, [=](T& number) { number *= scale; });
}

template <class T>
void Executor<T>::update_clipped_by_norm(const UpdateRule<T>& rule, const Clipping& clipping) {
  HG_CHECK(reserved_gradients_.size() == ranges_.size());
  pool_.run(ranges_.size(), [&](std::size_t i, int thread) {
    sum_penalized_gradient(ranges_[i], reserved_gradients_[i].data(), thread);
    squares_[i] = sum_of_squares(reserved_gradients_[i]);
  });
  measure_norms();
  pool_.run(ranges_.size(), [&](std::size_t i, int) {
    scale_to_norm(ranges_[i], clipping, reserved_gradients_[i].data());
    apply_gradient(ranges_[i], rule, reserved_gradients_[i].data(), {});
  });
}

template <class T>
void Executor<T>::update_clipped(const UpdateRule<T>& rule, const Clipping& clipping) {
  HG_CHECK(clipping.clips());
  if (clipping.is_by_norm()) {
    update_clipped_by_norm(rule, clipping);
  } else {
    update_clipped_by_value(rule, T(clipping.value));
  }
  follow_statistics();
  count_idle_samples();
  follow_thresholds();
}

template void Executor<float>::update_clipped(const UpdateRule<float>&, const Clipping&);
template void Executor<double>::update_clipped(const UpdateRule<double>&, const Clipping&);
template void Executor<float>::reserve_gradients();
template void Executor<double>::reserve_gradients();

}  // namespace hourglass::plan
