// SPDX-License-Identifier: MIT
// The flat instructions of a plan. Each names its buffers and constants and nothing else;
// step_runner.h has one function a kind. All run on a chunk of samples except those of
// ParameterUpdate.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "graph/op.h"
#include "hourglass/losses.h"
#include "kernels/winograd.h"

namespace hourglass::plan {

using BufferId = std::int32_t;
constexpr BufferId kNoBuffer = -1;

// Which units of a code each sample has kept, see KeptList.
using ListId = std::int32_t;
constexpr ListId kNoList = -1;

struct GatherStep {
  BufferId out;
  bool target;        // or input
  std::size_t index;  // of the input or target
};
struct CorruptStep {
  BufferId in, out;
};
struct ToLanesStep {
  BufferId in, out;
};
struct ToRowsStep {
  BufferId in, out;
};
struct DenseStep {
  BufferId in, out;
  graph::VariableId kernel;
  graph::VariableId bias;  // or kNoVariable
  bool relu;
  std::int64_t inputs, units;
  // Instead of the kernel: of Plan::transposed, or of Plan::rounded.
  std::int32_t transposed = -1;
  std::int32_t rounded = -1;
};
// The gradient of a dense layer's input.
struct DenseGradientStep {
  BufferId out_gradient, in_gradient;
  graph::VariableId kernel;
  std::int64_t inputs, units;
};
// One direction of a convolution: output cell i, at out_start + i * out_step, looks at `taps` input
// cells from in_start + i * in_step on.
struct Sweep {
  std::int64_t taps;
  std::int64_t in_start, in_step;
  std::int64_t out_start, out_step;
  std::int64_t count;
};
struct ConvolveStep {
  BufferId in, out;
  // Where not kNoBuffer: results are set to 0 wherever it is not above 0, the slope of a ReLU.
  BufferId mask;
  std::int32_t derived;  // weights, of Plan::derived
  graph::VariableId bias;
  bool relu;
  Sweep rows, columns;
};
// Sweeps as those of the forward pass.
struct ConvolveGradientStep {
  BufferId in, out_gradient;
  std::int32_t kernel_partial;
  std::int64_t kernel_offset;  // in the partial
  std::int32_t bias_partial;   // or -1
  bool bias_goes_on;           // adds to what an earlier step of the chunk has put there
  bool wide;                   // by chunks of a row, see kernels::Kernels::convolve_gradient_wide
  Sweep rows, columns;
};
// The same in fewer multiplications. Sweeps count tiles: of patches, and of the outputs they give.
struct WinogradStep {
  kernels::WinogradKind kind;
  BufferId in, out;
  BufferId mask;         // as in ConvolveStep
  std::int32_t derived;  // factors of the kernel, of Plan::derived
  bool exchange;         // the kernel's inputs and outputs, for the gradient of the input
  graph::VariableId bias;
  bool relu;
  Sweep rows, columns;
};
// Sweeps as those of the forward pass.
struct WinogradGradientStep {
  kernels::WinogradKind kind;
  BufferId in, out_gradient;
  std::int32_t kernel_partial;
  std::int32_t bias_partial;  // or -1
  Sweep rows, columns;
};
struct PoolStep {
  graph::PoolKind kind;
  BufferId in, out;
  graph::Window rows, columns;
};
struct PoolGradientStep {
  graph::PoolKind kind;
  BufferId in, out, out_gradient;
  BufferId in_gradient;  // may be `in` where windows do not overlap
  bool relu;             // times the slope of the ReLU that made `in`
  graph::Window rows, columns;
};
struct UpSampleStep {
  BufferId in, out;
  std::int64_t rows, columns;
};
struct UpSampleGradientStep {
  BufferId out_gradient, in_gradient;
  std::int64_t rows, columns;
};
// Copies a box of an image in lanes. `clear` sets the rest of `out` to 0.
struct CopyImageStep {
  BufferId in, out;
  std::int64_t in_row, in_column, in_channel;
  std::int64_t out_row, out_column, out_channel;
  std::int64_t height, width, channels;
  bool clear;
};
// Copies, in each of `count` groups of a sample, `width` numbers.
struct CopyRowsStep {
  BufferId in, out;
  std::int64_t count, width;
  std::int64_t in_first, in_stride;
  std::int64_t out_first, out_stride;
};
struct ActivationStep {
  ActivationKind kind;
  BufferId in, out;  // may be one
};
struct ActivationGradientStep {
  ActivationKind kind;
  BufferId in;  // kNoBuffer unless the slope is taken from the input
  BufferId out;
  BufferId gradient;  // of the output, becomes that of the input
};
struct AffineStep {
  BufferId in, out;
  float scale, offset;
};
// Constants over and over in rows; in lanes kLanes of them for each plane of the image.
struct NormalizeStep {
  BufferId in, out;  // may be one
  bool invert;
  std::vector<float> mean, scale;
};
struct LeakyReluStep {
  float slope;
  BufferId in, out;  // may be one
};
struct LeakyReluGradientStep {
  float slope;
  BufferId out;
  BufferId gradient;  // of the output, becomes that of the input
};
// x * scale + offset by columns, with constants of Plan::columns.
struct ScaleColumnsStep {
  BufferId in, out;  // may be one
  std::int32_t columns;
  bool relu;
};
// What the gradients of a scale and an offset are summed from, as partials (or -1).
struct ColumnSumsStep {
  BufferId in, out_gradient;
  // Of Plan::statistics: products are those of the standardized input; or -1.
  std::int32_t statistics;
  std::int32_t scale_partial, offset_partial;
};
// Mean and variance of the samples at hand, into the partial of Plan::statistics.
struct MomentsStep {
  BufferId in;
  std::int32_t statistics;
};
// The gradient of the input of a normalization by the batch.
struct BatchGradientStep {
  BufferId in, out_gradient, in_gradient;
  std::int32_t statistics;
};
struct StandardizeStep {
  float epsilon;
  BufferId in, out;
  BufferId inverse;  // of the deviations, one a row
};
struct StandardizeGradientStep {
  BufferId out, inverse, out_gradient, in_gradient;
};
struct AddStep {
  BufferId a, b, out;
};
struct MultiplyStep {
  BufferId a, b, out;
};
struct SoftmaxStep {
  BufferId in, out;
};
struct SoftmaxGradientStep {
  BufferId out, out_gradient, in_gradient;
};
struct NoiseStep {
  graph::NoiseKind kind;
  float amount;
  std::uint32_t layer;  // tells noise layers apart
  BufferId out;
};
struct SamplingStep {
  graph::SamplingOp op;
  BufferId mean, log_variance, noise;
  BufferId stddev, out;
  std::int32_t divergence_slot;  // as it is, for the logs; or -1
  std::int32_t loss_slot;        // as it counts; or -1
};
struct SamplingGradientStep {
  graph::SamplingOp op;
  BufferId mean, log_variance, noise, stddev, out_gradient;
  BufferId mean_gradient, log_variance_gradient;
};
// What a sample keeps of a code: Plan::lists.
struct KeepLargestStep {
  BufferId in;
  ListId list;
  std::int64_t k;
  std::int32_t slot;  // of how many are not 0; or -1
};
struct ThresholdStep {
  BufferId in, out;
  graph::VariableId threshold;
  std::int32_t slot;  // as above
};
// What is kept, or its gradients, where it stands; 0 elsewhere.
struct SpreadStep {
  ListId list;
  BufferId out;
  bool gradients;
};
// The gradients of what is kept, from those of a whole code.
struct TakeKeptStep {
  BufferId out_gradient;
  ListId list;
  bool accumulate;
};
// A dense layer that reads what is kept alone.
struct SparseDenseStep {
  ListId list;
  BufferId out;
  graph::VariableId kernel;
  graph::VariableId bias;  // or kNoVariable
  std::int64_t units;
};
struct SparseDenseGradientStep {
  BufferId out_gradient;
  ListId list;
  graph::VariableId kernel;
  std::int64_t units;
  bool accumulate;
};
// What a code's dead units make of the error that is left: see Builder::Auxiliary.
struct ReviveStep {
  BufferId in;
  ListId list;
  graph::VariableId kernel;
  BufferId prediction, target;
  BufferId gradient;  // of the approximation
  float weight;
  std::int32_t slot;
};
struct LossStep {
  LossKind kind;
  bool sigmoid;  // taken of `prediction` first, in place
  BufferId prediction, target;
  BufferId gradient;  // or kNoBuffer; may be `prediction`
  float weight;
  std::int32_t slot;  // of the values a sample gives
};
struct PenaltyStep {
  BufferId in;
  Regularizer regularizer;
  std::int32_t slot;
};
struct ContractionStep {
  BufferId in;
  ActivationKind activation;
  float strength;
  std::int32_t squares;  // of Plan::kernel_squares
  std::int32_t slot;
};
// Adds to the gradient of what was passed on, and sums what the kernel's numbers are multiplied
// with.
struct ContractionGradientStep {
  BufferId in, gradient;
  ActivationKind activation;
  float strength;
  std::int32_t squares;
  std::int32_t partial;
};
struct PenaltyGradientStep {
  BufferId in, gradient;
  Regularizer regularizer;
};

// gradient += a number a column, that of Plan::sparsities.
struct BernoulliPenaltyGradientStep {
  BufferId gradient;
  std::int32_t sparsity;
};

using StepKind = std::variant<
    GatherStep, CorruptStep, ToLanesStep, ToRowsStep, DenseStep, DenseGradientStep, ConvolveStep,
    ConvolveGradientStep, WinogradStep, WinogradGradientStep, PoolStep, PoolGradientStep,
    UpSampleStep, UpSampleGradientStep, CopyImageStep, CopyRowsStep, ActivationStep,
    ActivationGradientStep, AffineStep, NormalizeStep, LeakyReluStep, LeakyReluGradientStep,
    ScaleColumnsStep, ColumnSumsStep, MomentsStep, BatchGradientStep, StandardizeStep,
    StandardizeGradientStep, AddStep, MultiplyStep, SoftmaxStep, SoftmaxGradientStep, NoiseStep,
    SamplingStep, SamplingGradientStep, KeepLargestStep, ThresholdStep, SpreadStep, TakeKeptStep,
    SparseDenseStep, SparseDenseGradientStep, ReviveStep, LossStep, ContractionStep,
    ContractionGradientStep, PenaltyStep, PenaltyGradientStep, BernoulliPenaltyGradientStep>;

struct Step {
  StepKind kind;
  std::string layer;  // whose it is, for messages
};

}  // namespace hourglass::plan
