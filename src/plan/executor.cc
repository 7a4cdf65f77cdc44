// SPDX-License-Identifier: MIT
#include "plan/executor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "plan/step_runner.h"

namespace hourglass::plan {
namespace {

using kernels::kLanes;

// A range of a gradient is summed and updated while it is in the cache; 16,384 numbers are 64 KiB
// of each array. Fewer would read the other factor of a dense gradient again and again.
constexpr std::int64_t kRangeNumbers = 16384;

// The largest number of rows that any dense gradient sums over, and the largest sample in rows.
struct Extents {
  std::int64_t gradient_rows = 1;
  std::int64_t sample = 1;
};
Extents measure(const Plan& plan) {
  Extents extents;
  for (const Buffer& buffer : plan.buffers) {
    if (buffer.layout == Layout::rows)
      extents.sample = std::max(extents.sample, buffer.shape.size());
  }
  for (const ParameterUpdate& update : plan.updates) {
    for (const GradientSource& source : update.sources) {
      if (source.out_gradient == kNoBuffer) continue;
      const std::int64_t rows = plan.buffer(source.out_gradient).shape.size() / update.columns;
      extents.gradient_rows = std::max(extents.gradient_rows, rows);
    }
  }
  return extents;
}

}  // namespace

template <class T>
Executor<T>::Executor(Plan plan, const kernels::Kernels<T>& kernels, base::ThreadPool& pool,
                      std::vector<TrainedVariable<T>> variables)
    : plan_(std::move(plan)),
      kernels_(kernels),
      pool_(pool),
      variables_(std::move(variables)),
      memory_(plan_, pool.size()) {
  HG_CHECK(variables_.size() == plan_.variables.size());
  for (std::size_t i = 0; i < plan_.updates.size(); ++i) {
    const ParameterUpdate& update = plan_.updates[i];
    const std::int64_t rows = std::max<std::int64_t>(1, kRangeNumbers / update.columns);
    for (std::int64_t first = 0; first < update.rows; first += rows) {
      ranges_.push_back({i, first, std::min(rows, update.rows - first)});
    }
  }
  const auto batch = static_cast<std::size_t>(plan_.options.batch_size);
  const Extents extents = measure(plan_);
  ones_.assign(static_cast<std::size_t>(extents.gradient_rows) * batch, T(1));
  staging_.assign(static_cast<std::size_t>(pool.size()),
                  base::AlignedVector<float>(static_cast<std::size_t>(extents.sample)));
  sample_values_.assign(plan_.slots.size(), std::vector<T>(batch));
  values_.resize(plan_.slots.size());
}

template <class T>
const T* Executor<T>::weights(const WeightSource& source) {
  const auto index = static_cast<std::size_t>(source.index);
  return source.derived ? memory_.derived(index) : variables_[index].weights;
}

template <class T>
void Executor<T>::prepare() {
  pool_.run(plan_.derived.size(), [&](std::size_t i, int) {
    const DerivedWeights& derived = plan_.derived[i];
    const auto variable = static_cast<std::size_t>(derived.variable);
    const T* source = variables_[variable].weights;
    if (derived.transposed) {
      const Shape& shape = plan_.variables[variable]->shape;
      kernels_.transpose(shape.size() / shape[-1], shape[-1], source, memory_.derived(i));
    } else {
      kernels::pack_convolution(derived.packing, source, memory_.derived(i));
    }
  });
}

template <class T>
void Executor<T>::run(const Batch& batch) {
  batch_samples_ = static_cast<std::int64_t>(batch.samples.size());
  HG_CHECK(batch_samples_ >= 1 && batch_samples_ <= plan_.options.batch_size);
  prepare();
  run_samples(batch);
  sum_values();
}

template <class T>
void Executor<T>::run_samples(const Batch& batch) {
  const auto shards = static_cast<std::size_t>(count_shards(batch_samples_));
  pool_.run(shards, [&](std::size_t shard, int thread) {
    run_shard(batch, thread, static_cast<std::int64_t>(shard), false);
  });
}

template <class T>
std::string Executor<T>::first_non_finite_layer(const Batch& batch) {
  batch_samples_ = static_cast<std::int64_t>(batch.samples.size());
  for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard) {
    if (const std::string* layer = run_shard(batch, 0, shard, true)) return *layer;
  }
  return {};
}

template <class T>
const std::string* Executor<T>::run_shard(const Batch& batch, int thread, std::int64_t shard,
                                          bool look) {
  const std::int64_t blocks = count_blocks(batch_samples_);
  const std::int64_t shards = count_shards(batch_samples_);
  const std::int64_t first = blocks * shard / shards;
  const std::int64_t last = blocks * (shard + 1) / shards;
  const std::int64_t stride = plan_.block_by_block ? 1 : last - first;
  for (std::int64_t block = first; block < last; block += stride) {
    const std::int64_t begin = block * kLanes;
    const std::int64_t end = std::min((block + stride) * kLanes, batch_samples_);
    const Chunk chunk{thread, shard, block == first, begin, end - begin};
    StepRunner<T> runner(*this, batch, chunk);
    for (const Step& step : plan_.steps) {
      std::visit(runner, step.kind);
      if (look && !runner.wrote_finite(step.kind)) return &step.layer;
    }
  }
  return nullptr;
}

template <class T>
void Executor<T>::sum_values() {
  for (std::size_t slot = 0; slot < values_.size(); ++slot) {
    double sum = 0;
    for (std::int64_t i = 0; i < batch_samples_; ++i)
      sum += sample_values_[slot][static_cast<std::size_t>(i)];
    values_[slot] = sum / static_cast<double>(batch_samples_);
  }
}

template <class T>
void Executor<T>::sum_gradient(const ParameterUpdate& update, std::int64_t first_row,
                               std::int64_t rows, T* gradient) {
  bool accumulate = false;
  for (const GradientSource& source : update.sources) {
    if (source.partial >= 0) {
      const std::int64_t numbers = rows * update.columns;
      for (std::int64_t shard = 0; shard < count_shards(batch_samples_); ++shard) {
        const T* part = memory_.partial(static_cast<std::size_t>(source.partial), shard) +
                        first_row * update.columns;
        if (accumulate) {
          kernels_.add(numbers, gradient, part, gradient);
        } else {
          std::copy_n(part, numbers, gradient);
        }
        accumulate = true;
      }
      continue;
    }
    kernels::GemmArguments<T> gemm{};
    gemm.m = rows;
    gemm.n = update.columns;
    gemm.k = batch_samples_ * (plan_.buffer(source.out_gradient).shape.size() / update.columns);
    if (source.in == kNoBuffer) {
      gemm.a = ones_.data();
      gemm.a_column = 1;
    } else {
      gemm.a = memory_.rows(source.in, 0, 0) + first_row;
      gemm.a_row = 1;
      gemm.a_column = update.rows;
    }
    gemm.b = memory_.rows(source.out_gradient, 0, 0);
    gemm.b_row = update.columns;
    gemm.out = gradient;
    gemm.out_row = update.columns;
    gemm.accumulate = accumulate;
    kernels_.gemm(gemm);
    accumulate = true;
  }
}

template <class T>
std::vector<T> Executor<T>::gradient(std::size_t variable) {
  std::vector<T> sum(static_cast<std::size_t>(plan_.variables[variable]->shape.size()));
  for (const ParameterUpdate& update : plan_.updates) {
    if (static_cast<std::size_t>(update.variable) == variable)
      sum_gradient(update, 0, update.rows, sum.data());
  }
  return sum;
}

template <class T>
void Executor<T>::update_range(const Range& range, const UpdateRule<T>& rule) {
  const ParameterUpdate& update = plan_.updates[range.update];
  const auto variable = static_cast<std::size_t>(update.variable);
  const std::int64_t offset = range.first_row * update.columns;
  T* gradient = memory_.gradient(range.update) + offset;
  sum_gradient(update, range.first_row, range.rows, gradient);
  const TrainedVariable<T>& trained = variables_[variable];
  const Regularizer& regularizer = plan_.variables[variable]->regularizer;
  const auto at = [&](T* pointer) { return pointer == nullptr ? nullptr : pointer + offset; };
  kernels_.update({rule.kind, range.rows * update.columns, at(trained.weights), gradient,
                   at(trained.slot0), at(trained.slot1), rule.rate, rule.a, rule.b, rule.not_a,
                   rule.not_b, rule.epsilon, rule.decay, T(regularizer.l1), T(regularizer.l2)});
}

template <class T>
void Executor<T>::update(const UpdateRule<T>& rule) {
  pool_.run(ranges_.size(), [&](std::size_t i, int) { update_range(ranges_[i], rule); });
}

template class Executor<float>;
template class Executor<double>;

}  // namespace hourglass::plan
