// SPDX-License-Identifier: MIT
#include "plan/executor.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "plan/step_runner.h"
#include "plan/winograd_steps.h"

namespace hourglass::plan {
namespace {

using kernels::kLanes;

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
      memory_(plan_, pool.size()),
      column_memory_(plan_, pool.size()),
      transposed_(plan_),
      rounded_(plan_),
      ranges_(cut_into_ranges(plan_)) {
  HG_CHECK(variables_.size() == plan_.variables.size());
  std::int64_t most_kept = 0;
  std::int64_t most_dead = 0;
  for (const KeptList& list : plan_.lists) {
    if (list.is_of_dead_units) most_dead = std::max(most_dead, list.units);
    lists_.emplace_back(list, plan_.options.batch_size);
    most_kept = std::max(most_kept, list.most);
  }
  for (const Sparsity& sparsity : plan_.sparsities) {
    const auto units = static_cast<std::size_t>(plan_.buffer(sparsity.in).shape.size());
    sparsity_slopes_.emplace_back(units);
  }
  const bool any_of_batch = std::any_of(plan_.lists.begin(), plan_.lists.end(),
                                        [](const KeptList& list) { return list.is_of_batch(); });
  if (any_of_batch) largest_of_batch_.emplace_back(plan_.options.batch_size, pool.size());
  candidates_.assign(static_cast<std::size_t>(pool.size()),
                     std::vector<std::int32_t>(static_cast<std::size_t>(2 * most_kept)));
  dead_values_.assign(static_cast<std::size_t>(pool.size()),
                      base::AlignedVector<T>(static_cast<std::size_t>(most_dead)));
  std::int64_t largest_range = 0;
  for (const Range& range : ranges_)
    largest_range = std::max(largest_range, range.rows * range.columns);
  gradients_.assign(static_cast<std::size_t>(pool.size()),
                    base::AlignedVector<T>(static_cast<std::size_t>(largest_range)));
  const auto batch = static_cast<std::size_t>(plan_.options.batch_size);
  const Extents extents = measure(plan_);
  ones_.assign(static_cast<std::size_t>(extents.gradient_rows) * batch, T(1));
  staging_.assign(static_cast<std::size_t>(pool.size()),
                  base::AlignedVector<float>(static_cast<std::size_t>(extents.sample)));
  winograd_room_.assign(static_cast<std::size_t>(pool.size()),
                        base::AlignedVector<T>(static_cast<std::size_t>(winograd_room(plan_))));
  factors_.assign(static_cast<std::size_t>(pool.size()),
                  base::AlignedVector<kernels::Bfloat16Pair>(count_factors(plan_, ranges_)));
  sample_values_.assign(plan_.slots.size(), std::vector<T>(batch));
  values_.resize(plan_.slots.size());
}

template <class T>
void Executor<T>::prepare() {
  pool_.run(plan_.derived.size(), [&](std::size_t i, int) {
    const DerivedWeights& derived = plan_.derived[i];
    const T* kernel = weights(derived.variable);
    T* packed = memory_.derived(i);
    std::visit(base::Overloaded{[&](const kernels::ConvolutionPacking& packing) {
                                  kernels::pack_convolution(packing, kernel, packed);
                                },
                                [&](const kernels::WinogradPacking& packing) {
                                  kernels_.winograd_kernel({packing, kernel, packed});
                                }},
               derived.packing);
  });
  pool_.run(transposed_.pieces(), [&](std::size_t piece, int) {
    transposed_.copy(piece, weights(transposed_.variable(piece)));
  });
  pool_.run(rounded_.pieces(), [&](std::size_t piece, int) {
    rounded_.round(piece, kernels_, weights(rounded_.variable(piece)));
  });
  derive_columns();
  square_kernels();
}

template <class T>
void Executor<T>::run(const Batch& batch) {
  prepare();
  run_prepared(batch);
}

template <class T>
void Executor<T>::run_prepared(const Batch& batch) {
  batch_samples_ = static_cast<std::int64_t>(batch.samples.size());
  HG_CHECK(batch_samples_ >= 1 && batch_samples_ <= plan_.options.batch_size);
  find_dead_units(batch);
  run_samples(batch);
  if (plan_.options.training)
    pool_.run(lists_.size(), [&](std::size_t i, int) { lists_[i].sort_by_unit(batch_samples_); });
  sum_values();
}

template <class T>
std::int64_t Executor<T>::shards_of_run() const {
  if (!plan_.partials.empty()) return count_shards(batch_samples_);
  // Nothing is summed by shard, so their number cannot be seen in the bits: as large as leaves
  // every thread two, since each streams all the weights.
  return std::min<std::int64_t>(count_blocks(batch_samples_), 2 * pool_.size());
}

template <class T>
template <class Run>
void Executor<T>::for_each_phase(Run run) {
  std::size_t first = 0;
  for (const Barrier& barrier : plan_.barriers) {
    run(Phase{first, barrier.step});
    meet(barrier);
    first = barrier.step;
  }
  run(Phase{first, plan_.steps.size()});
}

template <class T>
void Executor<T>::run_samples(const Batch& batch) {
  const std::int64_t shards = shards_of_run();
  for_each_phase([&](const Phase& phase) {
    pool_.run(static_cast<std::size_t>(shards), [&](std::size_t shard, int thread) {
      run_shard(batch, thread, {static_cast<std::int64_t>(shard), shards}, phase, false);
    });
  });
}

template <class T>
std::string Executor<T>::first_non_finite_layer(const Batch& batch) {
  batch_samples_ = static_cast<std::int64_t>(batch.samples.size());
  const std::int64_t shards = count_shards(batch_samples_);
  std::string found;
  for_each_phase([&](const Phase& phase) {
    for (std::int64_t shard = 0; shard < shards && found.empty(); ++shard) {
      if (const std::string* layer = run_shard(batch, 0, {shard, shards}, phase, true))
        found = *layer;
    }
  });
  return found;
}

template <class T>
const std::string* Executor<T>::run_shard(const Batch& batch, int thread, const Shard& shard,
                                          const Phase& phase, bool look) {
  const std::int64_t blocks = count_blocks(batch_samples_);
  const std::int64_t first = blocks * shard.index / shard.count;
  const std::int64_t last = blocks * (shard.index + 1) / shard.count;
  const std::int64_t stride = plan_.block_by_block ? 1 : last - first;
  for (std::int64_t block = first; block < last; block += stride) {
    const std::int64_t begin = block * kLanes;
    const std::int64_t end = std::min((block + stride) * kLanes, batch_samples_);
    const Chunk chunk{thread, shard.index, block == first, begin, end - begin};
    StepRunner<T> runner(*this, batch, chunk);
    if (!step_seconds_.empty()) {
      run_timed(runner, phase);
      continue;
    }
    for (std::size_t i = phase.first; i < phase.last; ++i) {
      const Step& step = plan_.steps[i];
      std::visit(runner, step.kind);
      if (look && !runner.wrote_finite(step.kind)) return &step.layer;
    }
  }
  return nullptr;
}

template <class T>
void Executor<T>::run_timed(StepRunner<T>& runner, const Phase& phase) {
  for (std::size_t i = phase.first; i < phase.last; ++i) {
    const auto start = std::chrono::steady_clock::now();
    std::visit(runner, plan_.steps[i].kind);
    step_seconds_[i] +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
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

template class Executor<float>;
template class Executor<double>;

}  // namespace hourglass::plan
