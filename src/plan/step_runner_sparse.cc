// SPDX-License-Identifier: MIT
// The steps of a sparse code: work in proportion to what is kept of it. Sums are those of the dense
// layers, number by number, as what they leave out is 0.
#include <algorithm>

#include "plan/step_runner.h"

namespace hourglass::plan {

template <class T>
KeptEntries<T>& StepRunner<T>::kept(ListId list, std::int64_t sample) {
  return e_.lists_[static_cast<std::size_t>(list)].of_sample(chunk_.first_sample + sample);
}

template <class T>
void StepRunner<T>::operator()(const KeepLargestStep& step) {
  const std::int64_t units = features(step.in);
  std::int32_t* candidates = e_.candidates_[static_cast<std::size_t>(chunk_.thread)].data();
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample) {
    KeptEntries<T>& entries = kept(step.list, sample);
    keep_largest(rows(step.in) + sample * units, units, step.k, candidates, entries);
    if (step.slot < 0) continue;
    const auto index = static_cast<std::size_t>(chunk_.first_sample + sample);
    e_.sample_values_[static_cast<std::size_t>(step.slot)][index] = static_cast<T>(entries.count);
  }
}

template <class T>
void StepRunner<T>::operator()(const ThresholdStep& step) {
  const std::int64_t units = features(step.in);
  const T threshold = *e_.weights(step.threshold);
  const T* in = rows(step.in);
  T* out = rows(step.out);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, in += units, out += units) {
    std::int64_t active = 0;
    for (std::int64_t i = 0; i < units; ++i) {
      out[i] = in[i] <= threshold ? T(0) : in[i];  // a NaN is seen
      active += static_cast<std::int64_t>(out[i] != 0);
    }
    if (step.slot < 0) continue;
    const auto index = static_cast<std::size_t>(chunk_.first_sample + sample);
    e_.sample_values_[static_cast<std::size_t>(step.slot)][index] = static_cast<T>(active);
  }
}

template <class T>
void StepRunner<T>::operator()(const SpreadStep& step) {
  const std::int64_t units = features(step.out);
  T* out = rows(step.out);
  std::fill_n(out, chunk_.samples * units, T(0));
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, out += units) {
    const KeptEntries<T>& entries = kept(step.list, sample);
    const T* numbers = step.gradients ? entries.gradients : entries.values;
    for (std::int64_t i = 0; i < entries.count; ++i) out[entries.units[i]] = numbers[i];
  }
}

template <class T>
void StepRunner<T>::operator()(const TakeKeptStep& step) {
  const std::int64_t units = features(step.out_gradient);
  const T* gradient = rows(step.out_gradient);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, gradient += units) {
    KeptEntries<T>& entries = kept(step.list, sample);
    for (std::int64_t i = 0; i < entries.count; ++i) {
      T& own = entries.gradients[i];
      own = (step.accumulate ? own : T(0)) + gradient[entries.units[i]];
    }
  }
}

template <class T>
void StepRunner<T>::operator()(const SparseDenseStep& step) {
  const T* kernel = e_.weights(step.kernel);
  T* out = rows(step.out);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, out += step.units) {
    if (step.bias == graph::kNoVariable) {
      std::fill_n(out, step.units, T(0));
    } else {
      std::copy_n(e_.weights(step.bias), step.units, out);
    }
    const KeptEntries<T>& entries = kept(step.list, sample);
    for (std::int64_t i = 0; i < entries.count; ++i)
      add_scaled(k_, step.units, entries.values[i], kernel + entries.units[i] * step.units, out);
  }
}

template <class T>
void StepRunner<T>::operator()(const SparseDenseGradientStep& step) {
  const T* kernel = e_.weights(step.kernel);
  const T* gradient = rows(step.out_gradient);
  const std::int64_t n = step.units;
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, gradient += n) {
    KeptEntries<T>& entries = kept(step.list, sample);
    for (std::int64_t i = 0; i < entries.count; ++i) {
      T product = 0;
      k_.gemm_transposed({1, 1, n, gradient, n, kernel + entries.units[i] * n, n, &product, 1});
      T& own = entries.gradients[i];
      own = step.accumulate ? own + product : product;
    }
  }
}

template <class T>
void StepRunner<T>::keep_dead(const ReviveStep& step, std::int64_t sample) {
  const auto thread = static_cast<std::size_t>(chunk_.thread);
  const auto& dead = e_.lists_[static_cast<std::size_t>(step.list)].dead_units;
  const auto count = std::ssize(dead);
  T* values = e_.dead_values_[thread].data();
  const T* code = rows(step.in) + sample * features(step.in);
  for (std::int64_t i = 0; i < count; ++i) values[i] = code[dead[static_cast<std::size_t>(i)]];
  KeptEntries<T>& entries = kept(step.list, sample);
  const std::int64_t most = e_.plan_.lists[static_cast<std::size_t>(step.list)].most;
  keep_largest(values, count, std::min(most, count), e_.candidates_[thread].data(), entries);
  for (std::int64_t i = 0; i < entries.count; ++i)
    entries.units[i] = dead[static_cast<std::size_t>(entries.units[i])];
}

template <class T>
T StepRunner<T>::approximate(const ReviveStep& step, std::int64_t sample) {
  const std::int64_t n = features(step.gradient);
  const KeptEntries<T>& entries = kept(step.list, sample);
  const T* kernel = e_.weights(step.kernel);
  const T* prediction = rows(step.prediction) + sample * n;
  const T* target = rows(step.target) + sample * n;
  T* gradient = rows(step.gradient) + sample * n;
  std::fill_n(gradient, n, T(0));
  if (entries.count == 0) return 0;
  for (std::int64_t i = 0; i < entries.count; ++i)
    add_scaled(k_, n, entries.values[i], kernel + entries.units[i] * n, gradient);
  const T share = T(2) * T(step.weight) / static_cast<T>(n) / static_cast<T>(e_.batch_samples_);
  T squares = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const T distance = gradient[i] - (target[i] - prediction[i]);
    squares += distance * distance;
    gradient[i] = share * distance;
  }
  return T(step.weight) * squares / static_cast<T>(n);
}

// The error counts as given: it has no gradient.
template <class T>
void StepRunner<T>::operator()(const ReviveStep& step) {
  const std::int64_t n = features(step.gradient);
  const T* kernel = e_.weights(step.kernel);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample) {
    keep_dead(step, sample);
    const auto index = static_cast<std::size_t>(chunk_.first_sample + sample);
    e_.sample_values_[static_cast<std::size_t>(step.slot)][index] = approximate(step, sample);
    KeptEntries<T>& entries = kept(step.list, sample);
    const T* gradient = rows(step.gradient) + sample * n;
    for (std::int64_t i = 0; i < entries.count; ++i)
      k_.gemm_transposed(
          {1, 1, n, gradient, n, kernel + entries.units[i] * n, n, entries.gradients + i, 1});
  }
}

template <class T>
void StepRunner<T>::operator()(const BernoulliPenaltyGradientStep& step) {
  const std::int64_t units = features(step.gradient);
  const T* slopes = e_.sparsity_slopes_[static_cast<std::size_t>(step.sparsity)].data();
  T* gradient = rows(step.gradient);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample, gradient += units)
    k_.add(units, gradient, slopes, gradient);
}

template KeptEntries<float>& StepRunner<float>::kept(ListId, std::int64_t);
template KeptEntries<double>& StepRunner<double>::kept(ListId, std::int64_t);
template void StepRunner<float>::operator()(const KeepLargestStep&);
template void StepRunner<float>::operator()(const ThresholdStep&);
template void StepRunner<float>::operator()(const SpreadStep&);
template void StepRunner<float>::operator()(const BernoulliPenaltyGradientStep&);
template void StepRunner<float>::operator()(const TakeKeptStep&);
template void StepRunner<float>::operator()(const SparseDenseStep&);
template void StepRunner<float>::operator()(const SparseDenseGradientStep&);
template void StepRunner<double>::operator()(const KeepLargestStep&);
template void StepRunner<double>::operator()(const ThresholdStep&);
template void StepRunner<double>::operator()(const SpreadStep&);
template void StepRunner<double>::operator()(const BernoulliPenaltyGradientStep&);
template void StepRunner<double>::operator()(const TakeKeptStep&);
template void StepRunner<double>::operator()(const SparseDenseStep&);
template void StepRunner<double>::operator()(const SparseDenseGradientStep&);

template void StepRunner<float>::operator()(const ReviveStep&);
template void StepRunner<double>::operator()(const ReviveStep&);

}  // namespace hourglass::plan
