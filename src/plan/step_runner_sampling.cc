// SPDX-License-Identifier: MIT
// The steps of a variational code. Plain loops: it has few numbers beside those of the layers
// around it, and each is computed alike whatever the instruction set.
#include <algorithm>

#include "plan/step_runner.h"

namespace hourglass::plan {
namespace {

template <class T>
T clamped(T log_variance, const graph::SamplingOp& op) {
  return std::clamp(log_variance, T(op.min_log_variance), T(op.max_log_variance));
}

// Of N(mean, stddev^2) from N(0, 1), in nats.
template <class T>
T divergence(T mean, T log_variance, T stddev) {
  return (mean * mean + stddev * stddev - T(1) - log_variance) / T(2);
}

}  // namespace

template <class T>
T StepRunner<T>::beta_now(const graph::SamplingOp& op) const {
  if (!e_.plan_.options.training || op.warm_up_epochs == 0) return T(op.beta);
  const double share = batch_.epochs_done / static_cast<double>(op.warm_up_epochs);
  return static_cast<T>(static_cast<double>(op.beta) * std::min(1.0, share));
}

template <class T>
void StepRunner<T>::operator()(const SamplingStep& step) {
  const std::int64_t units = features(step.out);
  const std::int64_t numbers = chunk_.samples * units;
  const T* mean = rows(step.mean);
  const T* log_variance = rows(step.log_variance);
  const T* noise = rows(step.noise);
  T* stddev = rows(step.stddev);
  T* out = rows(step.out);
  for (std::int64_t i = 0; i < numbers; ++i) stddev[i] = clamped(log_variance[i], step.op) / T(2);
  k_.activation(ActivationKind::exponential, numbers, stddev, stddev);
  for (std::int64_t i = 0; i < numbers; ++i) out[i] = mean[i] + stddev[i] * noise[i];
  if (step.loss_slot < 0) return;
  const T beta = beta_now(step.op);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample) {
    T all = 0;
    T counted = 0;
    for (std::int64_t i = sample * units; i < (sample + 1) * units; ++i) {
      const T nats = divergence(mean[i], clamped(log_variance[i], step.op), stddev[i]);
      all += nats;
      counted += std::max(nats, T(step.op.free_bits));
    }
    const auto index = static_cast<std::size_t>(chunk_.first_sample + sample);
    e_.sample_values_[static_cast<std::size_t>(step.divergence_slot)][index] = all;
    e_.sample_values_[static_cast<std::size_t>(step.loss_slot)][index] = beta * counted;
  }
}

template <class T>
void StepRunner<T>::operator()(const SamplingGradientStep& step) {
  const std::int64_t numbers = chunk_.samples * features(step.out_gradient);
  const T* mean = rows(step.mean);
  const T* log_variance = rows(step.log_variance);
  const T* noise = rows(step.noise);
  const T* stddev = rows(step.stddev);
  const T* out_gradient = rows(step.out_gradient);
  T* mean_gradient = rows(step.mean_gradient);
  T* log_variance_gradient = rows(step.log_variance_gradient);
  const T share = beta_now(step.op) / static_cast<T>(e_.batch_samples_);
  for (std::int64_t i = 0; i < numbers; ++i) {
    const T limited = clamped(log_variance[i], step.op);
    const T variance = stddev[i] * stddev[i];
    const bool counts =
        step.op.free_bits == 0 || divergence(mean[i], limited, stddev[i]) > T(step.op.free_bits);
    const T weight = counts ? share : T(0);
    mean_gradient[i] = out_gradient[i] + weight * mean[i];
    const T inside = (out_gradient[i] * noise[i] * stddev[i] + weight * (variance - T(1))) / T(2);
    log_variance_gradient[i] = limited == log_variance[i] ? inside : T(0);
  }
}

template void StepRunner<float>::operator()(const SamplingStep&);
template void StepRunner<float>::operator()(const SamplingGradientStep&);
template void StepRunner<double>::operator()(const SamplingStep&);
template void StepRunner<double>::operator()(const SamplingGradientStep&);

}  // namespace hourglass::plan
