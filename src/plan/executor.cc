// SPDX-License-Identifier: MIT
#include "plan/executor.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include "base/check.h"
#include "plan/step_runner.h"

namespace hourglass::plan {
namespace {

using kernels::kLanes;

std::int64_t blocks(std::int64_t samples) { return (samples + kLanes - 1) / kLanes; }
std::int64_t shards(std::int64_t samples) { return std::min(blocks(samples), kMaxShards); }

// Units of a buffer for that many samples, a whole number of blocks.
std::size_t room(const Buffer& buffer, std::int64_t samples) {
  const std::int64_t units = buffer.layout == Layout::rows ? blocks(samples) * kLanes : blocks(samples);
  return static_cast<std::size_t>(units * buffer.unit_size());
}

// A range of a gradient is summed and updated while it is in the cache; 16,384 numbers are 64 KiB of each
// array. Fewer would read the other factor of a dense gradient again and again.
constexpr std::int64_t kUpdateNumbers = 16384;

}  // namespace

template <class T>
Executor<T>::Executor(Plan plan, const kernels::Kernels<T>& kernels, base::ThreadPool& pool,
                      std::vector<TrainedVariable<T>> variables)
    : plan_(std::move(plan)), kernels_(kernels), pool_(pool), variables_(std::move(variables)) {
  HG_CHECK(variables_.size() == plan_.variables.size());
  const auto threads = static_cast<std::size_t>(pool.size());
  const std::int64_t batch = plan_.options.batch_size;
  whole_.resize(plan_.buffers.size());
  local_.resize(threads, std::vector<base::AlignedVector<T>>(plan_.buffers.size()));
  std::int64_t widest = 1;
  for (std::size_t i = 0; i < plan_.buffers.size(); ++i) {
    const Buffer& buffer = plan_.buffers[i];
    if (buffer.layout == Layout::rows) widest = std::max(widest, buffer.shape.size());
    if (buffer.whole_batch) {
      whole_[i].resize(room(buffer, batch));
    } else {
      for (auto& local : local_) local[i].resize(room(buffer, kLanes));
    }
  }
  for (const DerivedWeights& derived : plan_.derived) {
    derived_.emplace_back(static_cast<std::size_t>(derived.size));
  }
  for (const Partial& partial : plan_.partials) {
    partials_.emplace_back(static_cast<std::size_t>(partial.size * shards(batch)));
  }
  std::int64_t most_rows = 1;
  for (const ParameterUpdate& update : plan_.updates) {
    gradients_.emplace_back(static_cast<std::size_t>(update.rows * update.columns));
    for (const GradientSource& source : update.sources) {
      if (source.out_gradient == kNoBuffer) continue;
      most_rows = std::max(most_rows, plan_.buffer(source.out_gradient).shape.size() / update.columns);
    }
  }
  ones_.assign(static_cast<std::size_t>(most_rows * batch), T(1));
  staging_.assign(threads, base::AlignedVector<float>(static_cast<std::size_t>(widest * kLanes)));
  sample_values_.assign(plan_.slots.size(), std::vector<T>(static_cast<std::size_t>(batch)));
  values_.resize(plan_.slots.size());
}

template <class T>
T* Executor<T>::rows(BufferId id, const Chunk& chunk) {
  const auto index = static_cast<std::size_t>(id);
  if (!plan_.buffers[index].whole_batch) return local_[static_cast<std::size_t>(chunk.thread)][index].data();
  return whole_[index].data() + chunk.first_sample * plan_.buffers[index].unit_size();
}

template <class T>
kernels::Image<T> Executor<T>::image(BufferId id, const Chunk& chunk) {
  const Buffer& buffer = plan_.buffer(id);
  T* data = local_[static_cast<std::size_t>(chunk.thread)][static_cast<std::size_t>(id)].data();
  const std::int64_t row_stride = buffer.bordered_width() * kLanes;
  const std::int64_t first = buffer.border.top * row_stride + buffer.border.left * kLanes;
  return {data + first, buffer.shape[2], buffer.shape[0], buffer.shape[1],
          buffer.bordered_height() * row_stride, row_stride, kLanes};
}

template <class T>
const T* Executor<T>::weights(const WeightSource& source) const {
  const auto index = static_cast<std::size_t>(source.index);
  return source.derived ? derived_[index].data() : variables_[index].weights;
}

template <class T>
T* Executor<T>::partial(std::int32_t index, std::int64_t shard) {
  const auto i = static_cast<std::size_t>(index);
  return partials_[i].data() + shard * plan_.partials[i].size;
}

template <class T>
const T* Executor<T>::output(std::size_t index) const {
  return whole_[static_cast<std::size_t>(plan_.outputs[index])].data();
}

template <class T>
void Executor<T>::prepare() {
  std::atomic<std::size_t> next = 0;
  pool_.run([&](int) {
    for (std::size_t i = next++; i < derived_.size(); i = next++) {
      const DerivedWeights& derived = plan_.derived[i];
      const auto variable = static_cast<std::size_t>(derived.variable);
      const T* source = variables_[variable].weights;
      if (derived.transposed) {
        const Shape& shape = plan_.variables[variable]->shape;
        kernels_.transpose(shape.size() / shape[-1], shape[-1], source, derived_[i].data());
      } else {
        kernels::pack_convolution(derived.packing, source, derived_[i].data());
      }
    }
  });
}

template <class T>
void Executor<T>::run(const Batch& batch) {
  prepare();
  run_samples(batch, false);
}

template <class T>
std::string Executor<T>::first_non_finite_layer(const Batch& batch) {
  suspect_.clear();
  run_samples(batch, true);
  return suspect_;
}

template <class T>
void Executor<T>::run_samples(const Batch& batch, bool look) {
  batch_samples_ = static_cast<std::int64_t>(batch.samples.size());
  HG_CHECK(batch_samples_ >= 1 && batch_samples_ <= plan_.options.batch_size);
  const std::int64_t count = shards(batch_samples_);
  const int threads = look ? 1 : pool_.size();
  pool_.run([&](int thread) {
    if (thread >= threads) return;
    for (std::int64_t shard = count * thread / threads; shard < count * (thread + 1) / threads; ++shard) {
      run_shard(batch, thread, shard, look);
    }
  });
  sum_values(batch_samples_);
}

template <class T>
void Executor<T>::run_shard(const Batch& batch, int thread, std::int64_t shard, bool look) {
  const std::int64_t all = blocks(batch_samples_);
  const std::int64_t count = shards(batch_samples_);
  const std::int64_t first = all * shard / count;
  const std::int64_t last = all * (shard + 1) / count;
  const std::int64_t stride = plan_.block_by_block ? 1 : last - first;
  for (std::int64_t block = first; block < last; block += stride) {
    const std::int64_t begin = block * kLanes;
    const std::int64_t end = std::min((block + stride) * kLanes, batch_samples_);
    const Chunk chunk{thread, shard, block == first, begin, end - begin};
    StepRunner<T> runner(*this, batch, chunk);
    for (const Step& step : plan_.steps) {
      std::visit(runner, step.kind);
      if (look && suspect_.empty() && !runner.wrote_finite(step.kind)) suspect_ = step.layer;
    }
  }
}

template <class T>
void Executor<T>::sum_values(std::int64_t samples) {
  for (std::size_t slot = 0; slot < values_.size(); ++slot) {
    double sum = 0;
    for (std::int64_t i = 0; i < samples; ++i) sum += sample_values_[slot][static_cast<std::size_t>(i)];
    values_[slot] = sum / static_cast<double>(samples);
  }
}

template <class T>
void Executor<T>::sum_gradient(const ParameterUpdate& update, std::int64_t first_row, std::int64_t rows,
                               T* gradient) {
  bool accumulate = false;
  for (const GradientSource& source : update.sources) {
    const std::int64_t numbers = rows * update.columns;
    if (source.partial >= 0) {
      for (std::int64_t shard = 0; shard < shards(batch_samples_); ++shard) {
        const T* part = partial(source.partial, shard) + first_row * update.columns;
        if (accumulate) {
          kernels_.add(numbers, gradient, part, gradient);
        } else {
          std::copy_n(part, numbers, gradient);
        }
        accumulate = true;
      }
      continue;
    }
    const auto& out_gradient = whole_[static_cast<std::size_t>(source.out_gradient)];
    const std::int64_t per_sample = plan_.buffer(source.out_gradient).shape.size() / update.columns;
    kernels::GemmArguments<T> gemm{};
    gemm.m = rows;
    gemm.n = update.columns;
    gemm.k = batch_samples_ * per_sample;
    gemm.a = ones_.data();
    if (source.in != kNoBuffer) {
      gemm.a = whole_[static_cast<std::size_t>(source.in)].data() + first_row;
      gemm.a_row = 1;
      gemm.a_column = update.rows;
    } else {
      gemm.a_column = 1;
    }
    gemm.b = out_gradient.data();
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
  for (const ParameterUpdate& update : plan_.updates) {
    if (static_cast<std::size_t>(update.variable) != variable) continue;
    std::vector<T> sum(static_cast<std::size_t>(update.rows * update.columns));
    sum_gradient(update, 0, update.rows, sum.data());
    return sum;
  }
  return std::vector<T>(static_cast<std::size_t>(plan_.variables[variable]->shape.size()));
}

template <class T>
void Executor<T>::update_rows(const ParameterUpdate& update, std::int64_t first_row, std::int64_t rows,
                              const UpdateRule<T>& rule) {
  const auto index = static_cast<std::size_t>(&update - plan_.updates.data());
  const auto variable = static_cast<std::size_t>(update.variable);
  const std::int64_t offset = first_row * update.columns;
  T* gradient = gradients_[index].data() + offset;
  sum_gradient(update, first_row, rows, gradient);
  const TrainedVariable<T>& trained = variables_[variable];
  const Regularizer& regularizer = plan_.variables[variable]->regularizer;
  const auto at = [&](T* pointer) { return pointer == nullptr ? nullptr : pointer + offset; };
  kernels_.update({rule.kind, rows * update.columns, trained.weights + offset, gradient, at(trained.slot0),
                   at(trained.slot1), rule.rate, rule.a, rule.b, rule.not_a, rule.not_b, rule.epsilon, rule.decay, T(regularizer.l1),
                   T(regularizer.l2)});
}

template <class T>
void Executor<T>::update(const UpdateRule<T>& rule) {
  struct Range {
    const ParameterUpdate* update;
    std::int64_t first_row, rows;
  };
  std::vector<Range> ranges;
  for (const ParameterUpdate& update : plan_.updates) {
    const std::int64_t rows = std::max<std::int64_t>(1, kUpdateNumbers / update.columns);
    for (std::int64_t first = 0; first < update.rows; first += rows) {
      ranges.push_back({&update, first, std::min(rows, update.rows - first)});
    }
  }
  std::atomic<std::size_t> next = 0;
  pool_.run([&](int) {
    for (std::size_t i = next++; i < ranges.size(); i = next++) {
      update_rows(*ranges[i].update, ranges[i].first_row, ranges[i].rows, rule);
    }
  });
}

template class Executor<float>;
template class Executor<double>;

}  // namespace hourglass::plan
