// SPDX-License-Identifier: MIT
// Products of dense layers in bfloat16.
#include <algorithm>

#include "plan/step_runner.h"

namespace hourglass::plan {

using kernels::count_pairs;

template <class T>
void StepRunner<T>::multiply_rounded(const DenseStep& step) {
  const std::int64_t rows_of_chunk = chunk_.samples * (features(step.in) / step.inputs);
  kernels::Bfloat16Pair* factors = e_.factors_[static_cast<std::size_t>(chunk_.thread)].data();
  kernels::GemmArguments<T, kernels::Bfloat16Pair> gemm{};
  gemm.n = step.units;
  gemm.k = count_pairs(step.inputs);
  gemm.a = factors;
  gemm.a_row = gemm.k;
  gemm.a_column = 1;
  gemm.b = e_.rounded_.kernel(step.rounded);
  gemm.b_row = step.units;
  gemm.out_row = step.units;
  if (step.bias != graph::kNoVariable) gemm.bias = e_.weights(step.bias);
  gemm.relu = step.relu;
  const std::int64_t at_once = rounded_rows(step.inputs);
  for (std::int64_t row = 0; row < rows_of_chunk; row += at_once) {
    gemm.m = std::min(at_once, rows_of_chunk - row);
    k_.pack_along_rows(
        {gemm.m, step.inputs, rows(step.in) + row * step.inputs, step.inputs, factors, gemm.k});
    gemm.out = rows(step.out) + row * step.units;
    k_.gemm_bfloat16(gemm);
  }
}

// The samples, and the places in them, lie along the sum: pairs are of two rows.
template <class T>
void Executor<T>::sum_rounded_products(const GradientSource& source, const Range& range,
                                       bool accumulate, const Sums& sums, int thread) {
  const ParameterUpdate& update = plan_.updates[range.update];
  const T* in = memory_.rows(source.in, 0, 0) + range.first_row;
  const T* out_gradient = memory_.rows(source.out_gradient, 0, 0) + range.first_column;
  const std::int64_t rows =
      batch_samples_ * (plan_.buffer(source.out_gradient).shape.size() / update.columns);
  kernels::Bfloat16Pair* a = factors_[static_cast<std::size_t>(thread)].data();
  kernels::Bfloat16Pair* b = a + count_pairs(kRoundedSamples) * range.rows;
  kernels::GemmArguments<T, kernels::Bfloat16Pair> gemm{};
  gemm.m = range.rows;
  gemm.n = range.columns;
  gemm.a = a;
  gemm.a_row = 1;
  gemm.a_column = range.rows;
  gemm.b = b;
  gemm.b_row = range.columns;
  gemm.out = sums.data;
  gemm.out_row = sums.row;
  for (std::int64_t row = 0; row < rows; row += kRoundedSamples) {
    const std::int64_t count = std::min(kRoundedSamples, rows - row);
    kernels_.pack_across_rows(
        {count, range.rows, in + row * update.rows, update.rows, a, range.rows});
    kernels_.pack_across_rows({count, range.columns, out_gradient + row * update.columns,
                               update.columns, b, range.columns});
    gemm.k = count_pairs(count);
    gemm.accumulate = accumulate || row > 0;
    kernels_.gemm_bfloat16(gemm);
  }
}

template void StepRunner<float>::multiply_rounded(const DenseStep&);
template void StepRunner<double>::multiply_rounded(const DenseStep&);
template void Executor<float>::sum_rounded_products(const GradientSource&, const Range&, bool,
                                                    const Sums&, int);
template void Executor<double>::sum_rounded_products(const GradientSource&, const Range&, bool,
                                                     const Sums&, int);

}  // namespace hourglass::plan
