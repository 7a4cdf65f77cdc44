// SPDX-License-Identifier: MIT
// What a plan's steps call: plain numeric loops on pointers. There is one table of plain loops for
// any arithmetic type (reference/: the text to read first, and the judge of the others) and one for
// each instruction set the machine has.
//
// Two layouts:
//   rows    sample after sample, each row-major as Keras keeps it
//   lanes   blocks of kLanes samples, [channel][row][column][lane]: lane i is sample i of the
//           block, so every vector operation works on kLanes images at once. A single image has its
//           channels in the lanes instead, [channel / kLanes][row][column][channel % kLanes].
//
// Same bits for every instruction set with fused multiply-add: each result is one chain of FMAs in
// a fixed order, and where lanes are added up it is in one fixed tree (fold16). Kernels never
// allocate or throw.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "hourglass/activations.h"
#include "hourglass/instruction_set.h"
#include "hourglass/losses.h"
#include "kernels/bfloat16.h"

namespace hourglass::kernels {

// Samples a block. Fixed: partial sums are kept by block, so it shapes the bits of every result.
constexpr std::int64_t kLanes = 16;

// Images in lanes. Strides in elements; a stride may skip cells (every second column) or reach into
// a border around the image.
template <class T>
struct Image {
  T* data;  // channel 0, row 0, column 0
  std::int64_t channels, height, width;
  std::int64_t channel_stride, row_stride, column_stride;

  T* at(std::int64_t channel, std::int64_t row, std::int64_t column) const {
    return data + channel * channel_stride + row * row_stride + column * column_stride;
  }
};

// out[m][n] = start + sum over k of a[m * a_row + k * a_column] * b[k][n]; start is bias[n], what
// `out` holds if `accumulate`, or 0. One chain a result, k from 0 up. relu: max(.., 0) at the end.
// Of pairs, k counts these, and each is two links of the chain: its upper halves, then its lower.
// There denormal sums become 0 after each link, and before the first.
template <class T, class Factor = T>
struct GemmArguments {
  std::int64_t m, n, k;
  const Factor* a;
  std::int64_t a_row, a_column;
  const Factor* b;
  std::int64_t b_row;
  T* out;
  std::int64_t out_row;
  const T* bias;  // or nullptr
  bool accumulate;
  bool relu;
};

// out[m][n] = sum over k of a[m][k] * b[n][k]: a product with a matrix as it stands where its
// transpose is meant, so that no copy of it is needed. Summed in chunks of kDotChunk, one after
// another; within one, number k goes to lane k % kLanes, and the lanes are folded.
template <class T>
struct GemmTransposedArguments {
  std::int64_t m, n, k;
  const T* a;
  std::int64_t a_row;
  const T* b;
  std::int64_t b_row;
  T* out;
  std::int64_t out_row;
};
// Four rows of b take 16 KiB of the first-level cache.
constexpr std::int64_t kDotChunk = 1024;

// out(o, r, c) = bias[o] + sum over (i, y, x) of in(i, r * row_step + y, c * column_step + x) *
// weights, in that order; weights are packed [o / kConvolveOutputs][i][y][x][o % kConvolveOutputs],
// see pack_convolution. `in` starts at the window of the first output.
template <class T>
struct ConvolveArguments {
  Image<const T> in;
  std::int64_t row_step, column_step;
  std::int64_t taps_high, taps_wide;
  const T* weights;
  const T* bias;  // or nullptr
  bool relu;
  Image<T> out;
  // Unless its data is nullptr: results are set to 0 wherever it is not above 0.
  Image<const T> mask;
};
// Output channels a tile; the last tile is filled up with zeros.
constexpr std::int64_t kConvolveOutputs = 4;

// The same for one image whose lanes are channels: channel i is lane i % kLanes of plane i /
// kLanes. Weights are packed [o / kLanes][i][y][x][o % kLanes]; the sums are those of convolve, in
// its order. Lanes beyond the last output are 0 if the input is finite.
template <class T>
struct ConvolveChannelsArguments {
  Image<const T> in;  // `channels` of an Image counts planes
  std::int64_t inputs, outputs;
  std::int64_t row_step, column_step;
  std::int64_t taps_high, taps_wide;
  const T* weights;
  const T* bias;  // or nullptr
  bool relu;
  Image<T> out;
};

// gradient[y][x][i][o] (+)= sum over (r, c, lane) of in(i, r * row_step + y, c * column_step + x) *
// out(o, r, c); lanes folded at the end. bias_gradient[o] (+)= sum of out(o, ..).
template <class T>
struct ConvolveGradientArguments {
  Image<const T> in;
  std::int64_t row_step, column_step;
  std::int64_t taps_high, taps_wide;
  Image<const T> out_gradient;
  T* gradient;
  T* bias_gradient;  // or nullptr
  bool accumulate;
  bool accumulate_bias;
};

// The same by convolve_gradient_wide, for kernels of many outputs: each row in wide_chunks(width)
// chunks, number i of n from cell width * i / n on; a chunk is one chain from 0 over its cells and
// their lanes, in that order, and is added to the gradient, chunk after chunk and row after row.
constexpr std::int64_t kWideChunkCells = 16;
constexpr std::int64_t wide_chunks(std::int64_t width) {
  return (width + kWideChunkCells - 1) / kWideChunkCells;
}

// Windows start at (r * row_step - row_before, ..); cells outside the image do not count.
template <class T>
struct PoolArguments {
  Image<const T> in;
  Image<T> out;
  std::int64_t rows, row_step, row_before;
  std::int64_t columns, column_step, column_before;
};
template <class T>
struct PoolGradientArguments {
  Image<const T> in;
  Image<const T> out;
  Image<const T> out_gradient;
  Image<T> in_gradient;  // may be `in` where windows do not overlap
  bool relu;             // max: 0 where `in` is not above 0
  std::int64_t rows, row_step, row_before;
  std::int64_t columns, column_step, column_before;
};

// A run of n numbers, contiguous in every operand. In lanes, element i belongs to lane i % kLanes.
template <class T>
struct LossArguments {
  LossKind kind;
  // `prediction` is what a sigmoid is still to be taken of, and is overwritten with it; `gradient`
  // is that of the sigmoid's input.
  bool sigmoid;
  std::int64_t n;
  T* prediction;
  const T* target;
  T* gradient;     // or nullptr; may be `prediction`
  const T* scale;  // [kLanes]: gradient = scale[i % kLanes] * d loss_i / d prediction_i
  T* sums;         // [kLanes]: sums[i % kLanes] += loss_i
};

// y = (x - mean) / scale, or mean + x * scale if `invert`, each operation rounded by itself as
// Keras does; number i of n has constants i % period.
template <class T>
struct NormalizeArguments {
  bool invert;
  std::int64_t n, period;
  const float* mean;
  const float* scale;
  const T* x;
  T* y;  // may be x
};

// Matrices of rows x width, row after row, whose columns have constants of their own: what dense
// layers make, or cells of one channel in lanes, where width is kLanes.
//
// sums[c] += sum over r of (a[r][c] - a_center[c]) * (b[r][c] - b_center[c]), r from 0 up.
template <class T>
struct ColumnProductsArguments {
  std::int64_t rows, width;
  const T* a;
  const T* a_center;
  const T* b;
  const T* b_center;
  T* sums;
};
// y[r][c] = x[r][c] * scale[c] + offset[c]; relu: max(.., 0) at the end.
template <class T>
struct ScaleColumnsArguments {
  std::int64_t rows, width;
  const T* x;
  const T* scale;
  const T* offset;
  bool relu;
  T* y;  // may be x
};
// out[r][c] = a[r][c] * a_scale[c] + (b[r][c] * b_scale[c] + offset[c]).
template <class T>
struct BlendColumnsArguments {
  std::int64_t rows, width;
  const T* a;
  const T* a_scale;
  const T* b;
  const T* b_scale;
  const T* offset;
  T* out;  // may be a or b
};
// Each row with mean 0 and variance 1: y = (x - mean) * inverse, inverse[r] = 1 / sqrt(variance +
// epsilon). Sums as those of softmax.
template <class T>
struct StandardizeArguments {
  std::int64_t rows, width;
  const T* x;
  T epsilon;
  T* y;  // may be x
  T* inverse;
};
// in_gradient = inverse[r] * (out_gradient - its mean - y * mean of out_gradient * y).
template <class T>
struct StandardizeGradientArguments {
  std::int64_t rows, width;
  const T* y;
  const T* inverse;
  const T* out_gradient;
  T* in_gradient;  // may be out_gradient
};

// Of winograd.h.
template <class T>
struct WinogradRowArguments;
template <class T>
struct WinogradOutputsArguments;
template <class T>
struct WinogradKernelArguments;
template <class T>
struct WinogradKernelGradientArguments;

enum class UpdateKind {
  sgd,
  sgd_momentum,
  sgd_nesterov,
  rmsprop,
  rmsprop_momentum,
  adagrad,
  adadelta,
  adam
};

// One optimizer step on n weights. What a, b mean is said in optimizers.h beside each formula:
//   sgd*      a = momentum, slot0 = velocity
//   rmsprop*  a = rho, b = momentum, slot0 = v, slot1 = m
//   adagrad   slot0 = a
//   adadelta  a = rho, slot0 = a, slot1 = u
//   adam      a = beta_1, b = beta_2, slot0 = m, slot1 = v; rate holds the bias correction
template <class T>
struct UpdateArguments {
  UpdateKind kind;
  std::int64_t n;
  T* weights;
  const T* gradient;
  T* slot0;
  T* slot1;
  T rate, a, b;
  T not_a, not_b;  // 1 - a, 1 - b, each rounded once
  T epsilon;
  T decay;   // weights -= decay * weights first
  T l1, l2;  // gradient += l1 * sign(w) + 2 * l2 * w
};

template <class T>
struct Kernels {
  void (*gemm)(const GemmArguments<T>&);
  void (*gemm_transposed)(const GemmTransposedArguments<T>&);
  void (*gemm_bfloat16)(const GemmArguments<T, Bfloat16Pair>&);
  void (*pack_along_rows)(const PackBfloat16Arguments<T>&);
  void (*pack_across_rows)(const PackBfloat16Arguments<T>&);
  // `samples` rows of channels-last images to lanes and back; lanes without a sample are set to 0.
  void (*rows_to_lanes)(const T* rows, std::int64_t samples, const Image<T>& lanes);
  void (*lanes_to_rows)(const Image<const T>& lanes, std::int64_t samples, T* rows);

  // One image's rows to lanes of channels and back; lanes without a channel are set to 0.
  void (*channels_to_lanes)(const T* rows, std::int64_t channels, const Image<T>& lanes);
  void (*lanes_to_channels)(const Image<const T>& lanes, std::int64_t channels, T* rows);

  void (*convolve)(const ConvolveArguments<T>&);
  void (*convolve_channels)(const ConvolveChannelsArguments<T>&);
  void (*convolve_gradient)(const ConvolveGradientArguments<T>&);
  void (*convolve_gradient_wide)(const ConvolveGradientArguments<T>&);
  void (*winograd_patches)(const WinogradRowArguments<T>&);
  void (*winograd_gradients)(const WinogradRowArguments<T>&);
  void (*winograd_outputs)(const WinogradOutputsArguments<T>&);
  void (*winograd_kernel)(const WinogradKernelArguments<T>&);
  void (*winograd_kernel_gradient)(const WinogradKernelGradientArguments<T>&);
  void (*max_pool)(const PoolArguments<T>&);
  void (*max_pool_gradient)(const PoolGradientArguments<T>&);
  void (*average_pool)(const PoolArguments<T>&);
  void (*average_pool_gradient)(const PoolGradientArguments<T>&);
  // Each cell of the smaller image stands for rows x columns cells of the larger.
  void (*up_sample)(const Image<const T>& in, std::int64_t rows, std::int64_t columns,
                    const Image<T>& out);
  void (*up_sample_gradient)(const Image<const T>& out_gradient, std::int64_t rows,
                             std::int64_t columns, const Image<T>& in_gradient);

  // Runs of n numbers. In place is allowed where an operand has the same name.
  void (*activation)(ActivationKind kind, std::int64_t n, const T* x, T* y);
  // gradient *= f'; x is read for gelu alone, y for all others.
  void (*activation_gradient)(ActivationKind kind, std::int64_t n, const T* x, const T* y,
                              T* gradient);
  void (*affine)(std::int64_t n, const T* x, T scale, T offset, T* y);
  void (*normalize)(const NormalizeArguments<T>&);
  void (*add)(std::int64_t n, const T* a, const T* b, T* out);
  void (*multiply)(std::int64_t n, const T* a, const T* b, T* out);
  void (*softmax)(std::int64_t rows, std::int64_t width, const T* x, T* y);
  void (*softmax_gradient)(std::int64_t rows, std::int64_t width, const T* y, const T* out_gradient,
                           T* in_gradient);
  // x where it is above 0, elsewhere x * slope. The gradient is multiplied with 1 or with slope.
  void (*leaky_relu)(std::int64_t n, const T* x, T slope, T* y);
  void (*leaky_relu_gradient)(std::int64_t n, const T* y, T slope, T* gradient);
  // sums[c] += sum over r of x[r][c], r from 0 up.
  void (*column_sums)(std::int64_t rows, std::int64_t width, const T* x, T* sums);
  void (*column_products)(const ColumnProductsArguments<T>&);
  void (*scale_columns)(const ScaleColumnsArguments<T>&);
  void (*blend_columns)(const BlendColumnsArguments<T>&);
  void (*standardize)(const StandardizeArguments<T>&);
  void (*standardize_gradient)(const StandardizeGradientArguments<T>&);
  void (*loss)(const LossArguments<T>&);
  // sums[i % kLanes] += l1 |x| + l2 x^2
  void (*penalty)(std::int64_t n, const T* x, T l1, T l2, T* sums);
  // gradient += scale[i % kLanes] * (l1 sign(x) + 2 l2 x)
  void (*penalty_gradient)(std::int64_t n, const T* x, T l1, T l2, const T* scale, T* gradient);

  void (*update)(const UpdateArguments<T>&);

  // n numbers of one sample, numbered from 0.
  void (*normal)(base::RandomKey key, std::int64_t n, T* out);
  // 0 with probability `rate`, otherwise 1 / (1 - rate).
  void (*dropout_mask)(base::RandomKey key, T rate, std::int64_t n, T* out);
  // out = clip(x + stddev * noise, minimum, maximum)
  void (*corrupt)(std::int64_t n, const T* x, const T* noise, T stddev, T minimum, T maximum,
                  T* out);
};

// Taps [begin, end) of a kernel in one direction, added up.
struct TapRange {
  std::int64_t begin, end;
};
// Keras's [y][x][i][o] as convolve wants it (in tiles of kConvolveOutputs outputs) or
// convolve_channels (of kLanes), the last tile filled up with zeros: packed tap (y, x) is the sum
// of the kernel's taps in rows[y] x columns[x].
struct ConvolutionPacking {
  std::int64_t wide, inputs, outputs;  // of the kernel as Keras has it
  bool exchange;                       // inputs and outputs, for the gradient of the input
  std::vector<TapRange> rows, columns;
  std::int64_t tile = kConvolveOutputs;

  std::int64_t size() const {
    const std::int64_t to = exchange ? inputs : outputs;
    const std::int64_t from = exchange ? outputs : inputs;
    return (to + tile - 1) / tile * tile * from * static_cast<std::int64_t>(rows.size()) *
           static_cast<std::int64_t>(columns.size());
  }
};
template <class T>
void pack_convolution(const ConvolutionPacking& packing, const T* kernel, T* packed);

// The sum of 16 lanes: lane i + lane i + 8, then 4, 2, 1 apart.
template <class T>
T fold16(const T* lanes) {
  T sums[8];
  for (int i = 0; i < 8; ++i) sums[i] = lanes[i] + lanes[i + 8];
  for (int i = 0; i < 4; ++i) sums[i] += sums[i + 4];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

// Plain loops. For float and double.
template <class T>
const Kernels<T>& reference_kernels();

using Isa = InstructionSetKind;
// The vectorised kernels; for Isa::best those of instruction_set(). Throws Error(unsupported) if
// this machine or this build does not have `isa`.
const Kernels<float>& vector_kernels(Isa isa = Isa::best);
bool has_isa(Isa isa);
// Whether the kernels of avx512 multiply bfloat16 with instructions made for it (AVX512_BF16): the
// machine has them, and they round as the plain loops do.
bool has_avx512_bf16();

}  // namespace hourglass::kernels
