// SPDX-License-Identifier: MIT
// The contractive penalty of a dense layer: the squares of the slopes of its outputs along its
// inputs, which for unit j and input i is f'(z_j) W_ij (Rifai et al. 2011, "Contractive
// auto-encoders", equation 3, there for the sigmoid). Plain loops: it has as many numbers as the
// code, and each is computed alike whatever the instruction set.
#include <algorithm>

#include "base/check.h"
#include "plan/step_runner.h"

namespace hourglass::plan {
namespace {

// The slope f' in terms of the output, and the slope's own derivative by it.
template <class T>
struct Slope {
  T value, derivative;
};

template <class T>
Slope<T> slope(ActivationKind activation, T y) {
  switch (activation) {
    case ActivationKind::sigmoid:
      return {y * (1 - y), 1 - 2 * y};
    case ActivationKind::tanh:
      return {1 - y * y, -2 * y};
    case ActivationKind::relu:
      return {y > 0 ? T(1) : T(0), 0};
    default:
      HG_CHECK(activation == ActivationKind::linear);
      return {1, 0};
  }
}

}  // namespace

template <class T>
void StepRunner<T>::operator()(const ContractionStep& step) {
  const base::AlignedVector<T>& squares = e_.column_memory_.kernel_squares(step.squares);
  const auto units = static_cast<std::int64_t>(squares.size());
  const std::int64_t numbers = features(step.in);
  const T* y = rows(step.in);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, y += numbers) {
    T sum = 0;
    for (std::int64_t i = 0; i < numbers; ++i) {
      const T steepness = slope(step.activation, y[i]).value;
      sum += steepness * steepness * squares[static_cast<std::size_t>(i % units)];
    }
    const auto place = static_cast<std::size_t>(chunk_.first_sample + sample);
    e_.sample_values_[static_cast<std::size_t>(step.slot)][place] = T(step.strength) * sum;
  }
}

template <class T>
void StepRunner<T>::operator()(const ContractionGradientStep& step) {
  const base::AlignedVector<T>& squares = e_.column_memory_.kernel_squares(step.squares);
  const auto units = static_cast<std::int64_t>(squares.size());
  const std::int64_t numbers = chunk_.samples * features(step.in);
  const T* y = rows(step.in);
  T* gradient = rows(step.gradient);
  T* sums = partial(step.partial);
  if (chunk_.first_of_shard) std::fill_n(sums, units, T(0));
  const T share = 2 * T(step.strength) / static_cast<T>(e_.batch_samples_);
  for (std::int64_t i = 0; i < numbers; ++i) {
    const auto unit = static_cast<std::size_t>(i % units);
    const auto [value, derivative] = slope(step.activation, y[i]);
    gradient[i] += share * value * derivative * squares[unit];
    sums[unit] += share * value * value;
  }
}

template void StepRunner<float>::operator()(const ContractionStep&);
template void StepRunner<float>::operator()(const ContractionGradientStep&);
template void StepRunner<double>::operator()(const ContractionStep&);
template void StepRunner<double>::operator()(const ContractionGradientStep&);

}  // namespace hourglass::plan
