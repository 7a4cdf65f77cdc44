// SPDX-License-Identifier: MIT
// The last part of a step: gradients are summed over all samples and the parameters updated, range
// by range.
#include <algorithm>

#include "base/check.h"
#include "plan/executor.h"

namespace hourglass::plan {
namespace {

// A parameter of more numbers than this is in no core's cache when its update comes.
constexpr std::int64_t kFetchedAhead = 1 << 20;

template <class T>
void clear(T* first, std::int64_t rows, std::int64_t columns, std::int64_t row) {
  for (std::int64_t i = 0; i < rows; ++i) std::fill_n(first + i * row, columns, T(0));
}

}  // namespace

template <class T>
void Executor<T>::sum_partial(const GradientSource& source, const Range& range, bool accumulate,
                              const Sums& sums) {
  const ParameterUpdate& update = plan_.updates[range.update];
  const std::int64_t block_rows = update.rows / static_cast<std::int64_t>(source.blocks.size());
  const std::int64_t end = range.first_row + range.rows;
  // Rows that are one run of numbers in the parameter and in the partial.
  std::int64_t rows = 1;
  for (std::int64_t row = range.first_row; row < end; row += rows) {
    if (range.columns == update.columns) rows = std::min(end - row, block_rows - row % block_rows);
    const std::int64_t numbers = rows * range.columns;
    T* sum = sums.data + (row - range.first_row) * sums.row;
    const std::int64_t within = row % block_rows * update.columns + range.first_column;
    bool goes_on = accumulate;
    for (const std::int64_t block : source.blocks[static_cast<std::size_t>(row / block_rows)]) {
      for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard) {
        const T* part =
            memory_.partial(static_cast<std::size_t>(source.partial), shard) + block + within;
        if (goes_on) {
          kernels_.add(numbers, sum, part, sum);
        } else {
          std::copy_n(part, numbers, sum);
        }
        goes_on = true;
      }
    }
  }
}

template <class T>
void Executor<T>::sum_of_kernel(const GradientSource& source, const Range& range, bool accumulate,
                                const Sums& sums) {
  const ParameterUpdate& update = plan_.updates[range.update];
  for (std::int64_t column = 0; column < range.columns; ++column) {
    const std::int64_t at = range.first_column + column;
    T factor = 0;
    for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard)
      factor += memory_.partial(static_cast<std::size_t>(source.partial), shard)[at];
    for (std::int64_t row = 0; row < range.rows; ++row) {
      const T term =
          factor * weights(update.variable)[(range.first_row + row) * update.columns + at];
      T& sum = sums.data[row * sums.row + column];
      sum = accumulate ? sum + term : term;
    }
  }
}

template <class T>
void Executor<T>::square_kernels() {
  for (std::size_t i = 0; i < plan_.kernel_squares.size(); ++i) {
    const graph::VariableId kernel = plan_.kernel_squares[i];
    base::AlignedVector<T>& squares = column_memory_.kernel_squares(static_cast<std::int32_t>(i));
    const auto columns = static_cast<std::int64_t>(squares.size());
    const std::int64_t rows =
        plan_.variables[static_cast<std::size_t>(kernel)]->shape.size() / columns;
    std::fill(squares.begin(), squares.end(), T(0));
    const T* zeros = column_memory_.zeros();
    kernels_.column_products(
        {rows, columns, weights(kernel), zeros, weights(kernel), zeros, squares.data()});
  }
}

template <class T>
void Executor<T>::sum_products(const GradientSource& source, const Range& range, bool accumulate,
                               const Sums& sums) {
  const ParameterUpdate& update = plan_.updates[range.update];
  kernels::GemmArguments<T> gemm{};
  gemm.m = range.rows;
  gemm.n = range.columns;
  gemm.k = batch_samples_ * (plan_.buffer(source.out_gradient).shape.size() / update.columns);
  if (source.in == kNoBuffer) {
    gemm.a = ones_.data();
    gemm.a_column = 1;
  } else {
    gemm.a = memory_.rows(source.in, 0, 0) + range.first_row;
    gemm.a_row = 1;
    gemm.a_column = update.rows;
  }
  gemm.b = memory_.rows(source.out_gradient, 0, 0) + range.first_column;
  gemm.b_row = update.columns;
  gemm.out = sums.data;
  gemm.out_row = sums.row;
  gemm.accumulate = accumulate;
  kernels_.gemm(gemm);
}

template <class T>
void Executor<T>::sum_gradient(const Range& range, const Sums& sums, int thread) {
  const ParameterUpdate& update = plan_.updates[range.update];
  bool accumulate = false;
  for (const GradientSource& source : update.sources) {
    if (source.is_of_kernel) {
      sum_of_kernel(source, range, accumulate, sums);
      accumulate = true;
      continue;
    }
    if (source.partial >= 0) {
      sum_partial(source, range, accumulate, sums);
      accumulate = true;
      continue;
    }
    if (source.list != kNoList) {
      if (!accumulate) clear(sums.data, range.rows, range.columns, sums.row);
      accumulate = true;
      if (source.out_gradient != kNoBuffer) {
        sum_rows_of_units(source, range, sums);
      } else {
        sum_columns_of_units(source, range, sums);
      }
      continue;
    }
    if (plan_.options.bfloat16 && source.is_product()) {
      sum_rounded_products(source, range, accumulate, sums, thread);
    } else {
      sum_products(source, range, accumulate, sums);
    }
    accumulate = true;
  }
}

template <class T>
std::vector<T> Executor<T>::gradient(std::size_t variable) {
  std::vector<T> sum(static_cast<std::size_t>(plan_.variables[variable]->shape.size()));
  for (const Range& range : ranges_) {
    const ParameterUpdate& update = plan_.updates[range.update];
    if (static_cast<std::size_t>(update.variable) != variable) continue;
    T* first = sum.data() + range.first_row * update.columns + range.first_column;
    sum_gradient(range, {first, update.columns}, 0);
  }
  return sum;
}

template <class T>
void Executor<T>::fetch_ahead(const Range& range, const TrainedVariable<T>& trained) const {
  const ParameterUpdate& update = plan_.updates[range.update];
  if (update.rows * update.columns < kFetchedAhead) return;
  constexpr std::int64_t kLine = 64 / sizeof(T);
  for (std::int64_t row = range.first_row; row < range.first_row + range.rows; ++row) {
    const std::int64_t first = row * update.columns + range.first_column;
    for (const T* numbers : {trained.weights, trained.slot0, trained.slot1}) {
      if (numbers == nullptr) continue;
      for (std::int64_t i = 0; i < range.columns; i += kLine)
        __builtin_prefetch(numbers + first + i, 1, 2);
    }
  }
}

template <class T>
void Executor<T>::apply_gradient(const Range& range, const UpdateRule<T>& rule, const T* gradient,
                                 const Regularizer& regularizer) {
  const ParameterUpdate& update = plan_.updates[range.update];
  const TrainedVariable<T>& trained = variables_[static_cast<std::size_t>(update.variable)];
  // Rows of the range, which are one run of numbers if they are whole rows of the parameter.
  const bool whole_rows = range.columns == update.columns;
  const std::int64_t runs = whole_rows ? 1 : range.rows;
  const std::int64_t numbers = range.rows * range.columns / runs;
  for (std::int64_t run = 0; run < runs; ++run) {
    const std::int64_t offset = (range.first_row + run) * update.columns + range.first_column;
    const auto at = [&](T* pointer) { return pointer == nullptr ? nullptr : pointer + offset; };
    kernels_.update({rule.kind, numbers, at(trained.weights), gradient + run * numbers,
                     at(trained.slot0), at(trained.slot1), rule.rate, rule.a, rule.b, rule.not_a,
                     rule.not_b, rule.epsilon, rule.decay, T(regularizer.l1), T(regularizer.l2)});
  }
}

template <class T>
void Executor<T>::update_range(const Range& range, const UpdateRule<T>& rule, int thread) {
  const auto variable = static_cast<std::size_t>(plan_.updates[range.update].variable);
  fetch_ahead(range, variables_[variable]);
  T* gradient = gradients_[static_cast<std::size_t>(thread)].data();
  sum_gradient(range, {gradient, range.columns}, thread);
  apply_gradient(range, rule, gradient, plan_.variables[variable]->regularizer);
}

template <class T>
void Executor<T>::update(const UpdateRule<T>& rule) {
  pool_.run(ranges_.size(),
            [&](std::size_t i, int thread) { update_range(ranges_[i], rule, thread); });
  follow_statistics();
  count_idle_samples();
  follow_thresholds();
}

template void Executor<float>::apply_gradient(const Range&, const UpdateRule<float>&, const float*,
                                              const Regularizer&);
template void Executor<double>::apply_gradient(const Range&, const UpdateRule<double>&,
                                               const double*, const Regularizer&);
template void Executor<float>::square_kernels();
template void Executor<double>::square_kernels();
template void Executor<float>::sum_gradient(const Range&, const Sums&, int);
template void Executor<double>::sum_gradient(const Range&, const Sums&, int);
template void Executor<float>::update(const UpdateRule<float>&);
template void Executor<double>::update(const UpdateRule<double>&);
template std::vector<float> Executor<float>::gradient(std::size_t);
template std::vector<double> Executor<double>::gradient(std::size_t);

}  // namespace hourglass::plan
