// SPDX-License-Identifier: MIT
// What a batch normalization does between the steps: it puts together what the shards found out,
// always in their order, and lets the moving averages follow. Rounded as
// keras/src/layers/normalization/batch_normalization.py does on JAX.
#include <cmath>

#include "base/shortest_double.h"
#include "plan/executor.h"

namespace hourglass::plan {

template <class T>
T Executor<T>::number_of(graph::VariableId id, std::int64_t column, T otherwise) const {
  return id == graph::kNoVariable ? otherwise : weights(id)[column];
}

template <class T>
void Executor<T>::fill_columns(std::int32_t id, std::int64_t column, T mean, T inverse) {
  const ColumnConstants& constants = plan_.columns[static_cast<std::size_t>(id)];
  Columns<T>& columns = column_memory_.columns(id);
  const auto at = static_cast<std::size_t>(column);
  columns.scale[at] = inverse * number_of(constants.gamma, column, T(1));
  columns.offset[at] = -mean * columns.scale[at] + number_of(constants.beta, column, T(0));
}

template <class T>
void Executor<T>::derive_columns() {
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const ColumnConstants& constants = plan_.columns[i];
    if (constants.of_batch) continue;
    for (std::int64_t column = 0; column < constants.count; ++column) {
      T mean = 0;
      T inverse = 1;
      if (constants.mean != graph::kNoVariable) {
        mean = weights(constants.mean)[column];
        inverse = 1 / std::sqrt(weights(constants.variance)[column] + T(constants.epsilon));
      }
      fill_columns(static_cast<std::int32_t>(i), column, mean, inverse);
    }
  }
}

// Means and squares of the shards are joined in double (Chan, Golub, LeVeque 1979: no difference of
// large sums).
template <class T>
void Executor<T>::join_moments(std::int32_t id) {
  const BatchStatistics& statistics = plan_.statistics[static_cast<std::size_t>(id)];
  const ColumnConstants& constants = plan_.columns[static_cast<std::size_t>(statistics.columns)];
  Statistics<T>& result = column_memory_.statistics(id);
  for (std::int64_t column = 0; column < constants.count; ++column) {
    double numbers = 0;
    double mean = 0;
    double squares = 0;
    for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard) {
      const T* part = memory_.partial(static_cast<std::size_t>(statistics.moments), shard);
      const auto count = static_cast<double>(part[0]);
      const double apart = static_cast<double>(part[1 + column]) - mean;
      const double all = numbers + count;
      mean += apart * count / all;
      squares += static_cast<double>(part[1 + constants.count + column]) +
                 apart * apart * numbers * count / all;
      numbers = all;
    }
    const auto at = static_cast<std::size_t>(column);
    result.mean[at] = static_cast<T>(mean);
    result.variance[at] = static_cast<T>(squares / numbers);
    result.inverse[at] = 1 / std::sqrt(result.variance[at] + T(constants.epsilon));
    fill_columns(statistics.columns, column, result.mean[at], result.inverse[at]);
  }
}

// With x' the standardized input and n numbers a column,
//   in_gradient = gamma * inverse * (g - sum(g) / n - x' * sum(g * x') / n)
// (Ioffe, Szegedy 2015, section 3, put together).
template <class T>
void Executor<T>::join_gradients(std::int32_t id) {
  const BatchStatistics& statistics = plan_.statistics[static_cast<std::size_t>(id)];
  const ColumnConstants& constants = plan_.columns[static_cast<std::size_t>(statistics.columns)];
  const double numbers = static_cast<double>(batch_samples_ * statistics.positions);
  Statistics<T>& result = column_memory_.statistics(id);
  for (std::int64_t column = 0; column < constants.count; ++column) {
    double products = 0;
    double sum = 0;
    for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard) {
      const auto part = [&](std::int32_t partial) {
        return static_cast<double>(
            memory_.partial(static_cast<std::size_t>(partial), shard)[column]);
      };
      products += part(statistics.scale_sums);
      sum += part(statistics.offset_sums);
    }
    const auto at = static_cast<std::size_t>(column);
    const double inverse = static_cast<double>(result.inverse[at]);
    const double scale = static_cast<double>(number_of(constants.gamma, column, T(1))) * inverse;
    const double along = -scale * inverse * products / numbers;
    result.gradient_scale[at] = static_cast<T>(scale);
    result.input_scale[at] = static_cast<T>(along);
    result.offset[at] =
        static_cast<T>(-scale * sum / numbers - along * static_cast<double>(result.mean[at]));
  }
}

template <class T>
void Executor<T>::follow_statistics() {
  for (std::size_t i = 0; i < plan_.statistics.size(); ++i) {
    const graph::BatchNormalizeOp& op = plan_.statistics[i].op;
    const Statistics<T>& batch = column_memory_.statistics(static_cast<std::int32_t>(i));
    // 1 - 0.99 as Keras has it, and not 1 less the float nearest to 0.99.
    const T momentum = T(op.momentum);
    const T rest = static_cast<T>(1 - base::shortest_double(op.momentum));
    const auto follow = [&](graph::VariableId id, const base::AlignedVector<T>& values) {
      T* average = variables_[static_cast<std::size_t>(id)].weights;
      const std::int64_t count =
          plan_.columns[static_cast<std::size_t>(plan_.statistics[i].columns)].count;
      for (std::int64_t c = 0; c < count; ++c)
        average[c] = average[c] * momentum + values[static_cast<std::size_t>(c)] * rest;
    };
    follow(op.moving_mean, batch.mean);
    follow(op.moving_variance, batch.variance);
  }
}

template <class T>
void Executor<T>::meet(const Barrier& barrier) {
  switch (barrier.kind) {
    case Barrier::Kind::moments:
      return join_moments(barrier.statistics);
    case Barrier::Kind::gradients:
      return join_gradients(barrier.statistics);
    case Barrier::Kind::largest:
      return keep_largest_of_batch(barrier.statistics);
    case Barrier::Kind::sparsity:
      return measure_sparsity(barrier.statistics);
  }
}

template void Executor<float>::derive_columns();
template void Executor<double>::derive_columns();
template void Executor<float>::follow_statistics();
template void Executor<double>::follow_statistics();
template void Executor<float>::meet(const Barrier&);
template void Executor<double>::meet(const Barrier&);

}  // namespace hourglass::plan
