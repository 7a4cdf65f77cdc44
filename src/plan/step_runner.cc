// SPDX-License-Identifier: MIT
#include "plan/step_runner.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/overloaded.h"
#include "plan/corrupt_sample.h"

namespace hourglass::plan {
namespace {

// Of one image alone, whose numbers are packed before an activation. Measured with one: 10.4 to
// 3.6 us for 784 sigmoids.
constexpr std::int64_t kFewChannels = 4;

}  // namespace

using kernels::kLanes;

template <class T>
kernels::Image<const T> StepRunner<T>::const_image(BufferId id) {
  const Image i = image(id);
  return {i.data, i.channels, i.height, i.width, i.channel_stride, i.row_stride, i.column_stride};
}

template <class T>
std::int64_t StepRunner<T>::dataset_sample(std::int64_t sample) const {
  return batch_.samples[static_cast<std::size_t>(chunk_.first_sample + sample)];
}

template <class T>
template <class Visit, class... Ids>
void StepRunner<T>::for_each_run(Visit visit, BufferId first, Ids... others) {
  if (buffer(first).layout == Layout::rows) {
    return visit(chunk_.samples * features(first), rows(first), rows(others)...);
  }
  const Image shape = image(first);
  for (std::int64_t channel = 0; channel < shape.channels; ++channel) {
    for (std::int64_t row = 0; row < shape.height; ++row) {
      visit(shape.width * kLanes, image(first).at(channel, row, 0),
            image(others).at(channel, row, 0)...);
    }
  }
}

template <class T>
void StepRunner<T>::fill_scale(Layout layout, double weight, T* scale) const {
  const T share = static_cast<T>(weight / static_cast<double>(e_.batch_samples_));
  const std::int64_t filled = layout == Layout::rows ? kLanes : chunk_.samples;
  for (std::int64_t lane = 0; lane < kLanes; ++lane) scale[lane] = lane < filled ? share : T(0);
}

template <class T>
template <class Visit, class... Ids>
void StepRunner<T>::sum_samples(std::int32_t slot, T factor, Visit visit, BufferId first,
                                Ids... others) {
  T* values = e_.sample_values_[static_cast<std::size_t>(slot)].data() + chunk_.first_sample;
  if (buffer(first).layout == Layout::lanes) {
    T sums[kLanes] = {};
    for_each_run([&](std::int64_t n, auto*... runs) { visit(n, runs..., sums); }, first, others...);
    for (std::int64_t lane = 0; lane < chunk_.samples; ++lane) values[lane] = sums[lane] * factor;
    return;
  }
  const std::int64_t n = features(first);
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample) {
    T sums[kLanes] = {};
    visit(n, rows(first) + sample * n, (rows(others) + sample * n)..., sums);
    values[sample] = kernels::fold16(sums) * factor;
  }
}

template <class T>
void StepRunner<T>::operator()(const GatherStep& step) {
  const Dataset& data = step.target ? batch_.targets[step.index] : batch_.inputs[step.index];
  T* out = rows(step.out);
  const std::int64_t size = features(step.out);
  const auto samples = batch_.samples.subspan(static_cast<std::size_t>(chunk_.first_sample),
                                              static_cast<std::size_t>(chunk_.samples));
  if constexpr (std::is_same_v<T, float>) {
    data.gather(samples, out);
  } else {
    float* staging = e_.staging_[static_cast<std::size_t>(chunk_.thread)].data();
    for (std::int64_t i = 0; i < chunk_.samples; ++i) {
      data.gather(samples.subspan(static_cast<std::size_t>(i), 1), staging);
      std::copy_n(staging, size, out + i * size);
    }
  }
}

template <class T>
void StepRunner<T>::operator()(const CorruptStep& step) {
  const std::int64_t size = features(step.out);
  float* scratch = e_.staging_[static_cast<std::size_t>(chunk_.thread)].data();
  for (std::int64_t i = 0; i < chunk_.samples; ++i) {
    corrupt_sample(k_, *batch_.corruption,
                   {batch_.inputs.front(), dataset_sample(i), buffer(step.out).shape,
                    batch_.corruption_key, scratch},
                   rows(step.in) + i * size, rows(step.out) + i * size);
  }
}

template <class T>
void StepRunner<T>::operator()(const ToLanesStep& step) {
  if (e_.plan_.channels_in_lanes) {
    k_.channels_to_lanes(rows(step.in), buffer(step.out).shape[2], image(step.out));
  } else {
    k_.rows_to_lanes(rows(step.in), chunk_.samples, image(step.out));
  }
}

template <class T>
void StepRunner<T>::operator()(const ToRowsStep& step) {
  if (e_.plan_.channels_in_lanes) {
    k_.lanes_to_channels(const_image(step.in), buffer(step.in).shape[2], rows(step.out));
  } else {
    k_.lanes_to_rows(const_image(step.in), chunk_.samples, rows(step.out));
  }
}

template <class T>
void StepRunner<T>::operator()(const DenseStep& step) {
  if (step.rounded >= 0) return multiply_rounded(step);
  kernels::GemmArguments<T> gemm{};
  gemm.m = chunk_.samples * (features(step.in) / step.inputs);
  gemm.n = step.units;
  gemm.k = step.inputs;
  gemm.a = rows(step.in);
  gemm.a_row = step.inputs;
  gemm.a_column = 1;
  gemm.b = step.transposed < 0 ? e_.weights(step.kernel) : e_.transposed_.kernel(step.transposed);
  gemm.b_row = step.units;
  gemm.out = rows(step.out);
  gemm.out_row = step.units;
  if (step.bias != graph::kNoVariable) gemm.bias = e_.weights(step.bias);
  gemm.relu = step.relu;
  k_.gemm(gemm);
}

template <class T>
void StepRunner<T>::operator()(const DenseGradientStep& step) {
  const std::int64_t positions = features(step.out_gradient) / step.units;
  k_.gemm_transposed({chunk_.samples * positions, step.inputs, step.units, rows(step.out_gradient),
                      step.units, e_.weights(step.kernel), step.units, rows(step.in_gradient),
                      step.inputs});
}

template <class T>
void StepRunner<T>::operator()(const CopyImageStep& step) {
  const Image in = image(step.in);
  const Image out = image(step.out);
  if (step.clear) {
    for_each_run([](std::int64_t n, T* run) { std::fill_n(run, n, T(0)); }, step.out);
  }
  const std::int64_t channels = e_.plan_.channels_in_lanes ? in.channels : step.channels;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t row = 0; row < step.height; ++row) {
      std::copy_n(in.at(step.in_channel + channel, step.in_row + row, step.in_column),
                  step.width * kLanes,
                  out.at(step.out_channel + channel, step.out_row + row, step.out_column));
    }
  }
}

template <class T>
void StepRunner<T>::operator()(const CopyRowsStep& step) {
  for (std::int64_t sample = 0; sample < chunk_.samples; ++sample) {
    const T* in = rows(step.in) + sample * features(step.in) + step.in_first;
    T* out = rows(step.out) + sample * features(step.out) + step.out_first;
    for (std::int64_t i = 0; i < step.count; ++i) {
      std::copy_n(in + i * step.in_stride, step.width, out + i * step.out_stride);
    }
  }
}

// One image alone with few channels, of whose lanes most are empty: 784 sigmoids took as long as
// 12,544.
template <class T>
void StepRunner<T>::activate_channels(const ActivationStep& step) {
  constexpr std::int64_t kRoom = 256;
  T numbers[kRoom];
  const std::int64_t channels = buffer(step.in).shape[2];
  const std::int64_t at_once = kRoom / channels;
  const ConstImage in = const_image(step.in);
  const Image out = image(step.out);
  for (std::int64_t row = 0; row < in.height; ++row) {
    for (std::int64_t first = 0; first < in.width; first += at_once) {
      const std::int64_t cells = std::min(at_once, in.width - first);
      T* number = numbers;
      const T* from = in.at(0, row, first);
      for (std::int64_t c = 0; c < cells; ++c, from += in.column_stride, number += channels)
        for (std::int64_t i = 0; i < channels; ++i) number[i] = from[i];
      k_.activation(step.kind, cells * channels, numbers, numbers);
      number = numbers;
      T* to = out.at(0, row, first);
      for (std::int64_t c = 0; c < cells; ++c, to += out.column_stride, number += channels)
        for (std::int64_t i = 0; i < channels; ++i) to[i] = number[i];
    }
  }
}

template <class T>
void StepRunner<T>::operator()(const ActivationStep& step) {
  if (buffer(step.in).channels_in_lanes && buffer(step.in).shape[2] <= kFewChannels)
    return activate_channels(step);
  for_each_run([&](std::int64_t n, T* x, T* y) { k_.activation(step.kind, n, x, y); }, step.in,
               step.out);
}

template <class T>
void StepRunner<T>::operator()(const ActivationGradientStep& step) {
  if (step.in == kNoBuffer) {
    for_each_run(
        [&](std::int64_t n, T* y, T* g) { k_.activation_gradient(step.kind, n, nullptr, y, g); },
        step.out, step.gradient);
  } else {
    for_each_run(
        [&](std::int64_t n, T* x, T* y, T* g) { k_.activation_gradient(step.kind, n, x, y, g); },
        step.in, step.out, step.gradient);
  }
}

template <class T>
void StepRunner<T>::operator()(const LeakyReluStep& step) {
  for_each_run([&](std::int64_t n, T* x, T* y) { k_.leaky_relu(n, x, T(step.slope), y); }, step.in,
               step.out);
}

template <class T>
void StepRunner<T>::operator()(const LeakyReluGradientStep& step) {
  for_each_run([&](std::int64_t n, T* y, T* g) { k_.leaky_relu_gradient(n, y, T(step.slope), g); },
               step.out, step.gradient);
}

template <class T>
void StepRunner<T>::operator()(const AffineStep& step) {
  for_each_run(
      [&](std::int64_t n, T* x, T* y) { k_.affine(n, x, T(step.scale), T(step.offset), y); },
      step.in, step.out);
}

template <class T>
void StepRunner<T>::operator()(const NormalizeStep& step) {
  const bool lanes = buffer(step.in).layout == Layout::lanes;
  const std::int64_t period = lanes ? kLanes : static_cast<std::int64_t>(step.mean.size());
  const std::int64_t runs_a_plane = lanes ? buffer(step.in).shape[0] : 1;
  std::int64_t run = 0;
  for_each_run(
      [&](std::int64_t n, T* x, T* y) {
        const std::int64_t first = run++ / runs_a_plane * period;
        k_.normalize(
            {step.invert, n, period, step.mean.data() + first, step.scale.data() + first, x, y});
      },
      step.in, step.out);
}

template <class T>
void StepRunner<T>::operator()(const AddStep& step) {
  for_each_run([&](std::int64_t n, T* a, T* b, T* out) { k_.add(n, a, b, out); }, step.a, step.b,
               step.out);
}

template <class T>
void StepRunner<T>::operator()(const MultiplyStep& step) {
  for_each_run([&](std::int64_t n, T* a, T* b, T* out) { k_.multiply(n, a, b, out); }, step.a,
               step.b, step.out);
}

template <class T>
void StepRunner<T>::operator()(const SoftmaxStep& step) {
  const std::int64_t width = buffer(step.out).shape[-1];
  k_.softmax(chunk_.samples * (features(step.out) / width), width, rows(step.in), rows(step.out));
}

template <class T>
void StepRunner<T>::operator()(const SoftmaxGradientStep& step) {
  const std::int64_t width = buffer(step.out).shape[-1];
  k_.softmax_gradient(chunk_.samples * (features(step.out) / width), width, rows(step.out),
                      rows(step.out_gradient), rows(step.in_gradient));
}

template <class T>
void StepRunner<T>::operator()(const NoiseStep& step) {
  const base::RandomKey layer = base::threefry(batch_.layer_key, {step.layer, 0});
  const std::int64_t size = features(step.out);
  for (std::int64_t i = 0; i < chunk_.samples; ++i) {
    T* out = rows(step.out) + i * size;
    const base::RandomKey key = base::sample_key(layer, dataset_sample(i));
    if (step.kind == graph::NoiseKind::dropout) {
      k_.dropout_mask(key, T(step.amount), size, out);
    } else {
      k_.normal(key, size, out);
      k_.affine(size, out, T(step.amount), T(0), out);
    }
  }
}

template <class T>
void StepRunner<T>::operator()(const LossStep& step) {
  const std::int64_t size = features(step.prediction);
  const T share = T(1) / static_cast<T>(size);
  T scale[kLanes];
  fill_scale(buffer(step.prediction).layout, step.weight / static_cast<double>(size), scale);
  if (step.gradient == kNoBuffer) {
    sum_samples(
        step.slot, share,
        [&](std::int64_t n, T* p, T* t, T* sums) {
          k_.loss({step.kind, step.sigmoid, n, p, t, nullptr, scale, sums});
        },
        step.prediction, step.target);
  } else {
    sum_samples(
        step.slot, share,
        [&](std::int64_t n, T* p, T* t, T* g, T* sums) {
          k_.loss({step.kind, step.sigmoid, n, p, t, g, scale, sums});
        },
        step.prediction, step.target, step.gradient);
  }
}

template <class T>
void StepRunner<T>::operator()(const PenaltyStep& step) {
  sum_samples(
      step.slot, T(1),
      [&](std::int64_t n, T* x, T* sums) {
        k_.penalty(n, x, T(step.regularizer.l1), T(step.regularizer.l2), sums);
      },
      step.in);
}

template <class T>
void StepRunner<T>::operator()(const PenaltyGradientStep& step) {
  T scale[kLanes];
  fill_scale(buffer(step.in).layout, 1, scale);
  for_each_run(
      [&](std::int64_t n, T* x, T* g) {
        k_.penalty_gradient(n, x, T(step.regularizer.l1), T(step.regularizer.l2), scale, g);
      },
      step.in, step.gradient);
}

template <class T>
bool StepRunner<T>::wrote_finite(const StepKind& kind) {
  const BufferId out = std::visit(
      [](const auto& step) -> BufferId {
        if constexpr (
            requires { step.out; } && !requires { step.out_gradient; } &&
            !requires { step.gradient; }) {
          return step.out;
        } else {
          return kNoBuffer;
        }
      },
      kind);
  if (out == kNoBuffer) return true;
  bool finite = true;
  for_each_run(
      [&](std::int64_t n, const T* x) {
        finite = finite && std::all_of(x, x + n, [](T value) { return std::isfinite(value); });
      },
      out);
  return finite;
}

template class StepRunner<float>;
template class StepRunner<double>;

}  // namespace hourglass::plan
