// SPDX-License-Identifier: MIT
// The closed set of primitives. Layers are many and lower to these; shape rules (op_shapes.cc),
// steps and gradients (src/plan) are written once a primitive, in visits without a default, so that
// a new one does not compile until each of them is answered.
//
// Shapes are those of one sample. "Image" means rank 3, [height, width, channels].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hourglass/activations.h"
#include "hourglass/regularizers.h"
#include "hourglass/shape.h"

namespace hourglass::graph {

using ValueId = std::int32_t;
using VariableId = std::int32_t;
constexpr VariableId kNoVariable = -1;

// One direction of a sliding window: output index o looks at inputs [o * stride - before, ... +
// size).
struct Window {
  std::int64_t size = 1;
  std::int64_t stride = 1;
  std::int64_t before = 0;  // padded cells in front
  std::int64_t output = 1;  // number of positions
};

struct Margins {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;
};

enum class PoolKind { max, average };
enum class NoiseKind { dropout, gaussian };

struct InputOp {
  std::size_t index;
};
// x . kernel + bias over the last axis.
struct DenseOp {
  VariableId kernel;
  VariableId bias;  // or kNoVariable
  // Then the kernel is that of the layer this one is tied to, and its transpose is meant.
  bool transposed = false;
};
struct Conv2DOp {
  VariableId kernel;  // [rows, columns, channels, filters]; without rows where there is one
  VariableId bias;    // or kNoVariable
  Window rows, columns;
  // Each cell of the input stands for this many, as if UpSample2D came before; `rows` and `columns`
  // are windows of the larger image. Above 1 only after fold_up_sampling.
  std::int64_t up_rows = 1, up_columns = 1;
};
// A Conv2DOp the other way round: its windows look at the output, and each cell of the input adds
// to all of its window. The kernel is [rows, columns, filters, channels of the input].
struct Conv2DTransposeOp {
  VariableId kernel;
  VariableId bias;  // or kNoVariable
  Window rows, columns;
  std::int64_t height, width;  // of the output
};
struct Pool2DOp {
  PoolKind kind;
  Window rows, columns;
};
struct UpSample2DOp {
  std::int64_t rows, columns;  // factors
};
struct Pad2DOp {
  Margins margins;
};
struct Crop2DOp {
  Margins margins;
};
struct ReshapeOp {
  Shape shape;
};
// Element by element; softmax is an operation of its own.
struct ActivationOp {
  ActivationKind kind;
};
// x where it is above 0, elsewhere x * slope.
struct LeakyReluOp {
  float slope;
};
// Over the last axis.
struct SoftmaxOp {};
// x * scale + offset.
struct AffineOp {
  float scale, offset;
};
// (x - mean) / scale, or mean + x * scale if `invert`, with constants 0, 1, 2, .. for a sample's
// numbers in order, over and over: as many as the last axis or a few of the last have, or one.
struct NormalizeOp {
  std::vector<float> mean, scale;
  bool invert;
};
// x * scale + offset, with variables (or kNoVariable) of as many numbers as the last axis or a few
// of the last have, over and over.
struct ScaleOp {
  VariableId scale, offset;
};
// (x - mean) / sqrt(variance + epsilon), both over the last axis.
struct StandardizeOp {
  float epsilon;
};
// The same for each place of the last axis over the batch and all other axes, times gamma plus beta
// (variables, or kNoVariable). With `of_batch` the batch's mean and variance, which the averages
// then follow; otherwise the averages.
struct BatchNormalizeOp {
  VariableId gamma, beta;
  VariableId moving_mean, moving_variance;
  float momentum, epsilon;
  bool of_batch;
};
struct AddOp {};
struct MultiplyOp {};
struct ConcatenateOp {
  std::int64_t axis;  // of the sample, from 0
};
// Times a mask of 0 and 1 / (1 - amount), or plus normal noise of standard deviation `amount`.
struct NoiseOp {
  NoiseKind kind;
  float amount;
};
// mean + exp(log_variance / 2) * N(0, 1), of inputs mean and log_variance; adds the divergence from
// N(0, 1) to the loss. See hourglass/layers/sampling.h.
struct SamplingOp {
  float beta, warm_up_epochs, free_bits;
  float min_log_variance, max_log_variance;
};
// Passes on what a dense layer's activation made and adds to the loss the squares of its slopes
// along each of the layer's inputs, times `strength`.
struct ContractionOp {
  VariableId kernel;
  ActivationKind activation;
  float strength;
};
// The k largest numbers of a sample where they stand, and 0 for the others; of equal ones the
// first.
// With an auxiliary weight, the decoder's error is approximated by dead units, too. See
// hourglass/layers/sparse_codes.h.
struct TopKOp {
  std::int64_t k;
  // Of one number, a running mean of the smallest that a batch has kept: then the k largest a
  // sample are those of the whole batch, so that samples may keep more or fewer. Or kNoVariable.
  VariableId threshold;
  VariableId idle;  // samples since each unit was kept last, or kNoVariable
  float auxiliary_weight = 0;
  std::int64_t auxiliary_k = 0;  // 0: half as many as the decoder's outputs
  std::int64_t dead_after = 0;   // samples; 0: those of an epoch
};
// What is larger than a variable of one number, and 0 for the rest: outside of training.
struct ThresholdOp {
  VariableId threshold;
};
// Passes its input on and adds a penalty on it to the loss.
struct PenaltyOp {
  Regularizer regularizer;
};

// The same for the mean over the batch of each unit, seen as a probability: see KLSparsity.
struct BernoulliPenaltyOp {
  float rate, weight;
};

using Op = std::variant<InputOp, DenseOp, Conv2DOp, Conv2DTransposeOp, Pool2DOp, UpSample2DOp,
                        Pad2DOp, Crop2DOp, ReshapeOp, ActivationOp, LeakyReluOp, SoftmaxOp,
                        AffineOp, NormalizeOp, ScaleOp, StandardizeOp, BatchNormalizeOp, AddOp,
                        MultiplyOp, ConcatenateOp, NoiseOp, SamplingOp, TopKOp, ThresholdOp,
                        ContractionOp, PenaltyOp, BernoulliPenaltyOp>;

std::string_view op_name(const Op& op);

}  // namespace hourglass::graph
