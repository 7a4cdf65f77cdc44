// SPDX-License-Identifier: MIT
// A network made ready to run: buffers with fixed places and a flat list of steps.
//
// One training step has three parts, each spread over the threads and followed by a barrier:
//   prepare   kernels of convolutions are rearranged for this step, those of dense layers rounded
//   samples   the batch falls into shards of whole blocks of kLanes samples; each runs every step,
//             forward and back, on its samples alone; where a layer needs something of the whole
//             batch, all of them meet at a barrier and go on from there
//   update    parameters fall into ranges; each sums its gradient over all samples, in order, and
//   is updated
// How many shards there are depends on the batch alone, and a range's sums do not depend on where
// it is cut, so the bits of the result do not depend on the number of threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "graph/graph.h"
#include "hourglass/losses.h"
#include "plan/step.h"

namespace hourglass::plan {

enum class Layout { rows, lanes };

struct Buffer {
  std::string name;
  Layout layout = Layout::rows;
  Shape shape;                     // of one sample
  graph::Margins border;           // zero cells around an image in lanes
  bool channels_in_lanes = false;  // one image, see Plan::channels_in_lanes
  // Kept for the whole batch, or for the chunk that a thread works on.
  bool whole_batch = false;

  // Numbers a sample (rows) or a block of kLanes samples (lanes).
  std::int64_t unit_size() const;
  std::int64_t bordered_width() const { return border.left + shape[1] + border.right; }
  std::int64_t bordered_height() const { return border.top + shape[0] + border.bottom; }
  // Images of one number a lane: one a channel, or one for kLanes channels.
  std::int64_t planes() const;
  // From one plane of an image to the next. An odd number of cells, each of them a cache line:
  // the same cell of 16 channels that are 16 x 16 cells apart falls on one set of the first-level
  // cache, which has room for 8 or 12.
  std::int64_t plane_cells() const { return (bordered_height() * bordered_width()) | 1; }
};

// A convolution's kernel, rearranged before the samples run.
struct DerivedWeights {
  graph::VariableId variable;
  std::variant<kernels::ConvolutionPacking, kernels::WinogradPacking> packing;
};

// A dense layer's kernel in bfloat16, as it is or the other way round, rounded before the samples
// run.
struct RoundedKernel {
  graph::VariableId variable;
  bool transposed;

  friend bool operator==(const RoundedKernel&, const RoundedKernel&) = default;
};

// A gradient summed by shards: [shard][size].
struct Partial {
  std::int64_t size;
};

// As far as float32 counts one by one.
constexpr std::int64_t kMostIdle = std::int64_t{1} << 24;

// The units of a code that each sample has kept, in their order, with their values and gradients.
// Zeros are not kept.
struct KeptList {
  std::int64_t units;
  std::int64_t most;  // a sample
  // Samples since each unit was kept last, or kNoVariable.
  graph::VariableId idle = graph::kNoVariable;
  // 0: those of an epoch.
  std::int64_t dead_after = 0;
  // Keeps dead units alone, and is not what `idle` tells of.
  bool is_of_dead_units = false;
  // Of the whole batch, `most` a sample on average: where from, and into which slot (or -1) goes
  // how many each sample has kept. Or kNoVariable.
  graph::VariableId threshold = graph::kNoVariable;
  BufferId in = kNoBuffer;
  std::int32_t slot = -1;

  bool is_of_batch() const { return threshold != graph::kNoVariable; }
  // A unit is dead that was idle for so many samples, of which no more can be counted than
  // kMostIdle; 0 for none, where neither is given.
  std::int64_t samples_to_death(std::int64_t samples_an_epoch) const {
    return std::min(dead_after > 0 ? dead_after : samples_an_epoch, kMostIdle);
  }
};

// Where part of a variable's gradient comes from. Dense: sum over samples of in x out_gradient (in
// is kNoBuffer for a bias). Otherwise a partial, whose blocks add up to the gradient: the
// variable's numbers in blocks.size() equal blocks, each the sum of the partial's blocks at these
// offsets. Or a list: with out_gradient its values take the place of `in`, without it its gradients
// take the place of out_gradient.
struct GradientSource {
  BufferId in = kNoBuffer;
  BufferId out_gradient = kNoBuffer;
  std::int32_t partial = -1;
  std::vector<std::vector<std::int64_t>> blocks = {};
  // The variable itself instead, each column times the sum of the partial's number for it.
  bool is_of_kernel = false;
  ListId list = kNoList;

  // Of a dense layer's kernel, neither factor being a list.
  bool is_product() const {
    return in != kNoBuffer && out_gradient != kNoBuffer && list == kNoList;
  }
};

// Constants of columns, of variables (or kNoVariable: 1 and 0): with a mean and variance
//   scale = gamma / sqrt(variance + epsilon), offset = beta - mean * scale,
// otherwise gamma and beta as they are. Those of a batch are computed at its barrier.
struct ColumnConstants {
  std::int64_t count;
  graph::VariableId gamma, beta;
  graph::VariableId mean = graph::kNoVariable;
  graph::VariableId variance = graph::kNoVariable;
  float epsilon = 0;
  bool of_batch = false;
};

// What a batch normalization knows of the batch: mean and variance of each column.
struct BatchStatistics {
  graph::BatchNormalizeOp op;
  std::int64_t positions;  // of each column in a sample
  std::int32_t columns;    // of Plan::columns, made from these
  std::int32_t moments;    // partial: how many numbers, the means, the sums of squares around them
  std::int32_t scale_sums = -1;  // partials of the gradients
  std::int32_t offset_sums = -1;
};

// A penalty on the means of a code over the batch.
struct Sparsity {
  graph::BernoulliPenaltyOp op;
  BufferId in;
  std::int32_t slot;
};

// All samples have run the steps before `step` when what they found out is put together.
struct Barrier {
  enum class Kind { moments, gradients, largest, sparsity } kind;
  std::size_t step;
  std::int32_t statistics;  // or a list, or a sparsity
};

struct ParameterUpdate {
  graph::VariableId variable;
  std::int64_t rows, columns;  // the variable as a matrix
  std::vector<GradientSource> sources;
};

// Numbers that every sample gives. Their means over the batch make up the loss and the metrics.
struct ValueSlot {
  enum class Kind { loss, metric, penalty, divergence, active } kind;
  std::size_t index;  // of the output, for a loss
  float weight;       // in the loss
};

struct PlanOptions {
  std::int64_t batch_size = 1;  // the largest
  bool training = false;        // with gradients and noise
  bool predict = false;         // keeps the outputs of the whole batch
  bool corrupt = false;         // first input
  // The products of dense layers are of bfloat16: only in training.
  bool bfloat16 = false;
  // Empty for predict.
  std::vector<Loss> losses;
  std::vector<float> loss_weights;
  std::vector<Loss> metrics;  // of the first output
  // The targets are the inputs and the data need be gathered only once.
  bool targets_are_inputs = false;
};

struct Plan {
  PlanOptions options;
  std::vector<graph::VariablePointer> variables;
  std::vector<Buffer> buffers;
  std::vector<DerivedWeights> derived;
  std::vector<Partial> partials;
  std::vector<ColumnConstants> columns;
  std::vector<BatchStatistics> statistics;
  // Kernels of dense layers that are copied the other way round before the samples run.
  std::vector<graph::VariableId> transposed;
  std::vector<RoundedKernel> rounded;
  // Variables whose squares are summed by column before the samples run.
  std::vector<graph::VariableId> kernel_squares;
  std::vector<KeptList> lists;
  std::vector<Sparsity> sparsities;
  std::vector<Step> steps;
  std::vector<Barrier> barriers;  // in the order of the steps
  std::vector<ParameterUpdate> updates;
  std::vector<ValueSlot> slots;
  std::vector<std::int32_t> metric_slots;  // one a metric; that of the loss where they are the same
  std::vector<BufferId> outputs;           // rows, for predict
  // Samples are taken a block at a time, so that what one block needs stays in the cache. Plans of
  // dense layers take all of a thread's samples at once instead: their weights are what has to be
  // streamed.
  bool block_by_block = false;
  // For predicting one sample at a time: the lanes of an image are its channels, where samples
  // would leave all lanes but one empty.
  bool channels_in_lanes = false;

  const Buffer& buffer(BufferId id) const { return buffers[static_cast<std::size_t>(id)]; }
};

// The number of shards for a batch; at most kMaxShards, so that partial gradients stay small.
constexpr std::int64_t kMaxShards = 16;

Plan compile(const graph::Graph& graph, const PlanOptions& options);

// One line a buffer and a step.
std::string to_string(const Plan& plan);

}  // namespace hourglass::plan
