// SPDX-License-Identifier: MIT
// One function for each kind of step, on one chunk of samples.
#pragma once

#include "plan/executor.h"

namespace hourglass::plan {

template <class T>
class StepRunner {
 public:
  StepRunner(Executor<T>& executor, const Batch& batch, const Chunk& chunk)
      : e_(executor), k_(executor.kernels_), batch_(batch), chunk_(chunk) {}

  void operator()(const GatherStep& step);
  void operator()(const CorruptStep& step);
  void operator()(const ToLanesStep& step);
  void operator()(const ToRowsStep& step);
  void operator()(const DenseStep& step);
  void operator()(const DenseGradientStep& step);
  void operator()(const ConvolveStep& step);
  void operator()(const ConvolveGradientStep& step);
  void operator()(const WinogradStep& step);
  void operator()(const WinogradGradientStep& step);
  void operator()(const PoolStep& step);
  void operator()(const PoolGradientStep& step);
  void operator()(const UpSampleStep& step);
  void operator()(const UpSampleGradientStep& step);
  void operator()(const CopyImageStep& step);
  void operator()(const CopyRowsStep& step);
  void operator()(const ActivationStep& step);
  void operator()(const ActivationGradientStep& step);
  void operator()(const AffineStep& step);
  void operator()(const NormalizeStep& step);
  void operator()(const LeakyReluStep& step);
  void operator()(const LeakyReluGradientStep& step);
  void operator()(const ScaleColumnsStep& step);
  void operator()(const ColumnSumsStep& step);
  void operator()(const MomentsStep& step);
  void operator()(const BatchGradientStep& step);
  void operator()(const StandardizeStep& step);
  void operator()(const StandardizeGradientStep& step);
  void operator()(const AddStep& step);
  void operator()(const MultiplyStep& step);
  void operator()(const SoftmaxStep& step);
  void operator()(const SoftmaxGradientStep& step);
  void operator()(const NoiseStep& step);
  void operator()(const SamplingStep& step);
  void operator()(const SamplingGradientStep& step);
  void operator()(const KeepLargestStep& step);
  void operator()(const ThresholdStep& step);
  void operator()(const SpreadStep& step);
  void operator()(const TakeKeptStep& step);
  void operator()(const SparseDenseStep& step);
  void operator()(const SparseDenseGradientStep& step);
  void operator()(const ReviveStep& step);
  void operator()(const LossStep& step);
  void operator()(const ContractionStep& step);
  void operator()(const ContractionGradientStep& step);
  void operator()(const PenaltyStep& step);
  void operator()(const PenaltyGradientStep& step);
  void operator()(const BernoulliPenaltyGradientStep& step);

  // Whether what a step that writes a value of the forward pass wrote is finite.
  bool wrote_finite(const StepKind& kind);

 private:
  using Image = kernels::Image<T>;
  using ConstImage = kernels::Image<const T>;

  // A dense step in bfloat16.
  void multiply_rounded(const DenseStep& step);
  T* rows(BufferId id) { return e_.memory_.rows(id, chunk_.thread, chunk_.first_sample); }
  Image image(BufferId id) { return e_.memory_.image(id, chunk_.thread, chunk_.first_sample); }
  T* partial(std::int32_t index) {
    return e_.memory_.partial(static_cast<std::size_t>(index), chunk_.shard);
  }
  ConstImage const_image(BufferId id);
  // The cells of `image` that the sweeps write.
  template <class Element>
  static kernels::Image<Element> swept(kernels::Image<Element> image, const Sweep& rows,
                                       const Sweep& columns);
  struct Plane;  // in step_runner_columns.cc
  struct ColumnMoments {
    std::int64_t column;
    double count, mean, squares;
  };
  template <class Visit>
  void for_each_plane(BufferId id, std::int64_t columns, Visit visit);
  T* run_of(BufferId id, const Plane& plane, std::int64_t run);
  // The constants of a plane, perhaps copied to `lanes`.
  const T* constants(const base::AlignedVector<T>& all, const Plane& plane, T* lanes) const;
  static void join_moments(T* shard, std::int64_t columns, double before,
                           const ColumnMoments& more);
  void activate_channels(const ActivationStep& step);
  void moments_of_rows(const MomentsStep& step, T* shard, double before);
  void moments_of_lanes(const MomentsStep& step, T* shard, double before);
  // Into a partial, if there is one, times a factor a column, if there are any.
  void add_sums(std::int32_t partial_id, const Plane& plane, const T* sums, const T* factor);
  // The weight of a divergence in the loss, now.
  T beta_now(const graph::SamplingOp& op) const;
  const Buffer& buffer(BufferId id) const { return e_.plan_.buffer(id); }
  std::int64_t features(BufferId id) const { return buffer(id).shape.size(); }
  std::int64_t dataset_sample(std::int64_t sample) const;
  // What a sample of the chunk has kept.
  KeptEntries<T>& kept(ListId list, std::int64_t sample);
  // The largest of the dead units.
  void keep_dead(const ReviveStep& step, std::int64_t sample);
  // A sample's error, which its dead units are to approximate, less what they make of it.
  T approximate(const ReviveStep& step, std::int64_t sample);

  // Calls visit(n, pointers...) on every contiguous run of the buffers, which have one layout and
  // shape.
  template <class Visit, class... Ids>
  void for_each_run(Visit visit, BufferId first, Ids... others);
  // scale[lane] = weight / batch, in lanes 0 for those of the last block without a sample.
  void fill_scale(Layout layout, double weight, T* scale) const;
  // Adds up what visit(n, pointers..., sums) leaves in sums, sample by sample, times `factor`.
  template <class Visit, class... Ids>
  void sum_samples(std::int32_t slot, T factor, Visit visit, BufferId first, Ids... others);

  Executor<T>& e_;
  const kernels::Kernels<T>& k_;
  const Batch& batch_;
  const Chunk& chunk_;
};

}  // namespace hourglass::plan
