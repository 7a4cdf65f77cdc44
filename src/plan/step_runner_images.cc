// SPDX-License-Identifier: MIT
// Convolutions, pooling and upsampling: the steps on images in lanes.
#include "plan/step_runner.h"

namespace hourglass::plan {

template <class T>
template <class Element>
kernels::Image<Element> StepRunner<T>::swept(kernels::Image<Element> image, const Sweep& rows,
                                             const Sweep& columns) {
  image.data = image.at(0, rows.out_start, columns.out_start);
  image.row_stride *= rows.out_step;
  image.column_stride *= columns.out_step;
  image.height = rows.count;
  image.width = columns.count;
  return image;
}

template <class T>
void StepRunner<T>::operator()(const ConvolveStep& step) {
  ConstImage in = const_image(step.in);
  in.data = in.at(0, step.rows.in_start, step.columns.in_start);
  const T* bias = step.bias == graph::kNoVariable ? nullptr : e_.weights(step.bias);
  const Image out = swept(image(step.out), step.rows, step.columns);
  const T* weights = e_.memory_.derived(static_cast<std::size_t>(step.derived));
  if (e_.plan_.channels_in_lanes) {
    return k_.convolve_channels({in, buffer(step.in).shape[2], buffer(step.out).shape[2],
                                 step.rows.in_step, step.columns.in_step, step.rows.taps,
                                 step.columns.taps, weights, bias, step.relu, out});
  }
  ConstImage mask{};
  if (step.mask != kNoBuffer) mask = swept(const_image(step.mask), step.rows, step.columns);
  k_.convolve({in, step.rows.in_step, step.columns.in_step, step.rows.taps, step.columns.taps,
               weights, bias, step.relu, out, mask});
}

template <class T>
void StepRunner<T>::operator()(const ConvolveGradientStep& step) {
  ConstImage in = const_image(step.in);
  in.data = in.at(0, step.rows.in_start, step.columns.in_start);
  T* bias = step.bias_partial < 0 ? nullptr : partial(step.bias_partial);
  const auto run = step.wide ? k_.convolve_gradient_wide : k_.convolve_gradient;
  run({in, step.rows.in_step, step.columns.in_step, step.rows.taps, step.columns.taps,
       swept(const_image(step.out_gradient), step.rows, step.columns),
       partial(step.kernel_partial) + step.kernel_offset, bias, !chunk_.first_of_shard,
       !chunk_.first_of_shard || step.bias_goes_on});
}

template <class T>
void StepRunner<T>::operator()(const PoolStep& step) {
  const kernels::PoolArguments<T> arguments{
      const_image(step.in), image(step.out),   step.rows.size,      step.rows.stride,
      step.rows.before,     step.columns.size, step.columns.stride, step.columns.before};
  if (step.kind == graph::PoolKind::max) {
    k_.max_pool(arguments);
  } else {
    k_.average_pool(arguments);
  }
}

template <class T>
void StepRunner<T>::operator()(const PoolGradientStep& step) {
  const kernels::PoolGradientArguments<T> arguments{const_image(step.in),
                                                    const_image(step.out),
                                                    const_image(step.out_gradient),
                                                    image(step.in_gradient),
                                                    step.relu,
                                                    step.rows.size,
                                                    step.rows.stride,
                                                    step.rows.before,
                                                    step.columns.size,
                                                    step.columns.stride,
                                                    step.columns.before};
  if (step.kind == graph::PoolKind::max) {
    k_.max_pool_gradient(arguments);
  } else {
    k_.average_pool_gradient(arguments);
  }
}

template <class T>
void StepRunner<T>::operator()(const UpSampleStep& step) {
  k_.up_sample(const_image(step.in), step.rows, step.columns, image(step.out));
}

template <class T>
void StepRunner<T>::operator()(const UpSampleGradientStep& step) {
  k_.up_sample_gradient(const_image(step.out_gradient), step.rows, step.columns,
                        image(step.in_gradient));
}

template void StepRunner<float>::operator()(const ConvolveStep&);
template void StepRunner<float>::operator()(const ConvolveGradientStep&);
template void StepRunner<float>::operator()(const PoolStep&);
template void StepRunner<float>::operator()(const PoolGradientStep&);
template void StepRunner<float>::operator()(const UpSampleStep&);
template void StepRunner<float>::operator()(const UpSampleGradientStep&);
template void StepRunner<double>::operator()(const ConvolveStep&);
template void StepRunner<double>::operator()(const ConvolveGradientStep&);
template void StepRunner<double>::operator()(const PoolStep&);
template void StepRunner<double>::operator()(const PoolGradientStep&);
template void StepRunner<double>::operator()(const UpSampleStep&);
template void StepRunner<double>::operator()(const UpSampleGradientStep&);

}  // namespace hourglass::plan
