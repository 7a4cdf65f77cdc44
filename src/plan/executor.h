// SPDX-License-Identifier: MIT
// Runs a plan: owns its memory, spreads its parts over threads. Templated on the arithmetic: float
// for work, double for checking gradients against differences. After construction nothing is
// allocated.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "hourglass/corruption.h"
#include "hourglass/dataset.h"
#include "kernels/kernels.h"
#include "plan/columns.h"
#include "plan/kept_units.h"
#include "plan/largest_of_batch.h"
#include "plan/memory.h"
#include "plan/plan.h"
#include "plan/ranges.h"
#include "plan/rounded_kernels.h"
#include "plan/transposed_kernels.h"

namespace hourglass::plan {

// The samples of one step and the keys of their random numbers.
struct Batch {
  std::span<const Dataset> inputs;
  std::span<const Dataset> targets;       // empty for predict
  std::span<const std::int64_t> samples;  // indices into the data
  base::RandomKey layer_key{};            // of Dropout, GaussianNoise and Sampling
  base::RandomKey corruption_key{};
  Corruption corruption;
  double epochs_done =
      0;  // and the part of one that is done: for what changes as a training goes on
  std::int64_t samples_an_epoch = 0;
};

// One optimizer step, without the pointers and the regularizer that each variable adds.
template <class T>
struct UpdateRule {
  kernels::UpdateKind kind;
  T rate, a, b, not_a, not_b, epsilon, decay;
};

// How gradients are limited before an update; at most one of these is not 0. The formulas are in
// hourglass/optimizers.h.
struct Clipping {
  double norm = 0;         // of each variable's gradient
  double global_norm = 0;  // of all gradients together
  double value = 0;        // of each number

  bool is_by_norm() const { return norm > 0 || global_norm > 0; }
  bool clips() const { return is_by_norm() || value > 0; }
};

// What one variable trains with: its numbers and as many of the optimizer's.
template <class T>
struct TrainedVariable {
  T* weights = nullptr;
  T* slot0 = nullptr;
  T* slot1 = nullptr;
};

// The samples one thread has at hand.
struct Chunk {
  int thread;
  std::int64_t shard;
  bool first_of_shard;
  std::int64_t first_sample;  // of the batch
  std::int64_t samples;
};

template <class T>
class StepRunner;

template <class T>
class Executor {
 public:
  // `variables` in the order of plan.variables; they must outlive the executor.
  Executor(Plan plan, const kernels::Kernels<T>& kernels, base::ThreadPool& pool,
           std::vector<TrainedVariable<T>> variables);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  const Plan& plan() const { return plan_; }

  // Forward, and back if the plan trains. Leaves values() and, for predict, output().
  void run(const Batch& batch);
  // The same in two parts, for weights that have not changed since the last prepare().
  void prepare();
  void run_prepared(const Batch& batch);
  // The mean over the batch of what each slot got, in double, in the order of the samples.
  const std::vector<double>& values() const { return values_; }
  // Updates the variables from the gradients of the last run.
  void update(const UpdateRule<T>& rule);
  // The same from gradients, weight penalties included, that are clipped first. Norms are summed in
  // double and in an order that only the plan decides. Clipping by a norm needs
  // reserve_gradients().
  void update_clipped(const UpdateRule<T>& rule, const Clipping& clipping);
  // Memory for all gradients at once, which an update without clipping never needs.
  void reserve_gradients();
  // The gradient of a variable after run, without updating: for tests.
  std::vector<T> gradient(std::size_t variable);
  // Rows of output `index` of the last batch.
  const T* output(std::size_t index) { return memory_.rows(plan_.outputs[index], 0, 0); }
  // From now on adds the seconds of each step of the plan to `seconds`, one element a step; for
  // benchmarks, with a pool of one thread.
  void time_steps(std::span<double> seconds) { step_seconds_ = seconds; }
  // Runs the batch again, looking at what every step writes; the layer of the first step that
  // writes a number that is not finite, or empty.
  std::string first_non_finite_layer(const Batch& batch);

 private:
  template <class U>
  friend class StepRunner;

  struct Shard {
    std::int64_t index, count;
  };

  // Steps that run from one barrier to the next.
  struct Phase {
    std::size_t first, last;
  };

  void run_samples(const Batch& batch);
  // Calls run(phase) for all of them, and what happens at the barriers in between.
  template <class Run>
  void for_each_phase(Run run);
  void run_timed(StepRunner<T>& runner, const Phase& phase);
  // Gives the first layer whose output is not finite, if it looks and there is one.
  const std::string* run_shard(const Batch& batch, int thread, const Shard& shard,
                               const Phase& phase, bool look);
  void meet(const Barrier& barrier);
  void join_moments(std::int32_t id);
  void join_gradients(std::int32_t id);
  void square_kernels();
  // The constants of columns that come from variables alone.
  void derive_columns();
  void fill_columns(std::int32_t id, std::int64_t column, T mean, T inverse);
  T number_of(graph::VariableId id, std::int64_t column, T otherwise) const;
  // The moving averages of batch normalizations, after an update.
  void follow_statistics();
  std::int64_t shards_of_run() const;
  void sum_values();
  // Before a run: which units are dead. After an update: how long each has been idle.
  void find_dead_units(const Batch& batch);
  void count_idle_samples();
  // Of a list of the whole batch; after an update, what predict will take for it.
  void keep_largest_of_batch(ListId id);
  void follow_thresholds();
  // The divergence of a code's means from what they should be, and its slopes.
  void measure_sparsity(std::int32_t id);
  // A range's gradient: where its first number goes and how far apart its rows are.
  struct Sums {
    T* data;
    std::int64_t row;
  };
  void sum_gradient(const Range& range, const Sums& sums, int thread);
  // Of a dense layer's kernel, a product in float32 or in bfloat16.
  void sum_products(const GradientSource& source, const Range& range, bool accumulate,
                    const Sums& sums);
  void sum_rounded_products(const GradientSource& source, const Range& range, bool accumulate,
                            const Sums& sums, int thread);
  void sum_partial(const GradientSource& source, const Range& range, bool accumulate,
                   const Sums& sums);
  // Adds the kernel's numbers times what their columns' sums say.
  void sum_of_kernel(const GradientSource& source, const Range& range, bool accumulate,
                     const Sums& sums);
  // Of a dense layer that reads a list: each row of its kernel belongs to a unit.
  void sum_rows_of_units(const GradientSource& source, const Range& range, const Sums& sums);
  // Of a dense layer that makes what a list keeps: each column of its weights belongs to a unit.
  void sum_columns_of_units(const GradientSource& source, const Range& range, const Sums& sums);
  // Asks for what the update of a range will read while its gradient is still being summed.
  void fetch_ahead(const Range& range, const TrainedVariable<T>& trained) const;
  void update_range(const Range& range, const UpdateRule<T>& rule, int thread);
  // `gradient` has the range's numbers alone.
  void apply_gradient(const Range& range, const UpdateRule<T>& rule, const T* gradient,
                      const Regularizer& regularizer);
  void sum_penalized_gradient(const Range& range, T* gradient, int thread);
  void update_clipped_by_value(const UpdateRule<T>& rule, T most);
  void update_clipped_by_norm(const UpdateRule<T>& rule, const Clipping& clipping);
  // By variable, from the squares of its ranges.
  void measure_norms();
  void scale_to_norm(const Range& range, const Clipping& clipping, T* gradient) const;
  const T* weights(graph::VariableId variable) const {
    return variables_[static_cast<std::size_t>(variable)].weights;
  }

  Plan plan_;
  const kernels::Kernels<T>& kernels_;
  base::ThreadPool& pool_;
  std::vector<TrainedVariable<T>> variables_;
  Memory<T> memory_;
  ColumnMemory<T> column_memory_;
  TransposedKernels<T> transposed_;
  RoundedKernels<T> rounded_;
  std::vector<KeptUnits<T>> lists_;
  std::vector<LargestOfBatch<T>> largest_of_batch_;  // one, if there are such lists
  // By sparsity, number a unit.
  std::vector<base::AlignedVector<T>> sparsity_slopes_;
  // By thread, room to choose what is kept; the numbers of dead units alone.
  std::vector<std::vector<std::int32_t>> candidates_;
  std::vector<base::AlignedVector<T>> dead_values_;
  std::vector<Range> ranges_;
  std::vector<base::AlignedVector<T>> gradients_;  // by thread: that of a range
  // By range, once they are reserved: the gradients and the sums of their squares. By variable: the
  // norms; the last is that of all together.
  std::vector<base::AlignedVector<T>> reserved_gradients_;
  std::vector<double> squares_;
  std::vector<T> norms_;
  base::AlignedVector<T> ones_;                        // one a row of the batch, for bias gradients
  std::vector<base::AlignedVector<float>> staging_;    // by thread: room for a sample
  std::vector<base::AlignedVector<T>> winograd_room_;  // by thread
  // By thread: room for the factors of a product of bfloat16.
  std::vector<base::AlignedVector<kernels::Bfloat16Pair>> factors_;
  std::vector<std::vector<T>> sample_values_;  // by slot, sample
  std::vector<double> values_;
  std::span<double> step_seconds_;  // empty unless steps are timed
  std::int64_t batch_samples_ = 0;
};

}  // namespace hourglass::plan
