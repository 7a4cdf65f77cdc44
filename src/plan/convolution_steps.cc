// SPDX-License-Identifier: MIT
#include "plan/convolution_steps.h"

#include "plan/sweeps.h"
#include "plan/winograd_steps.h"

namespace hourglass::plan {
namespace {

std::int64_t tile(const Builder& builder) {
  return builder.channels_in_lanes() ? kernels::kLanes : kernels::kConvolveOutputs;
}

// Whether a kernel's gradient is summed with its outputs side by side: enough of them to fill
// vectors of 16, and enough inputs and taps to make up for turning the outputs' gradients round.
// Measured on AVX2 (time of the other way): 64 to 64 channels, 3 x 3 taps, 0.62; 8 to 16 0.70, 3 to
// 16 0.88, 1 to 16 1.23; 16 to 17 0.93, to 24 0.72. Half of a vector of AVX-512 would stay empty
// with 17, and turning round is half of its time with 27 inputs and taps.
bool is_wide(const Convolution& c, const TapSweep& rows, const TapSweep& columns) {
  constexpr std::int64_t kManyProducts = 64;
  const std::int64_t inputs = c.large[2];
  const std::int64_t outputs = c.small[2];
  const std::int64_t in_vectors =
      (outputs + kernels::kLanes - 1) / kernels::kLanes * kernels::kLanes;
  return outputs >= kernels::kLanes && 4 * outputs >= 3 * in_vectors &&
         inputs * rows.sweep.taps * columns.sweep.taps >= kManyProducts;
}

void add_block(GradientSource& source, const Convolution& c, kernels::TapRange rows,
               kernels::TapRange columns, std::int64_t offset) {
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t column = columns.begin; column < columns.end; ++column) {
      source.blocks[static_cast<std::size_t>(row * c.columns.size + column)].push_back(offset);
    }
  }
}

}  // namespace

Convolution convolution_of(const graph::Conv2DOp& op, const Shape& input, const Shape& output) {
  return {op.kernel, op.rows, op.columns, op.up_rows, op.up_columns, input, output, false};
}

Convolution convolution_of(const graph::Conv2DTransposeOp& op, const Shape& input,
                           const Shape& output) {
  return {op.kernel, op.rows, op.columns, 1, 1, output, input, true};
}

std::int32_t bias_gradient(Builder& builder, const Convolution& c, graph::VariableId bias) {
  if (bias == graph::kNoVariable) return -1;
  const std::int32_t partial = builder.new_partial(c.small[2]);
  builder.add_gradient_source(bias, {kNoBuffer, kNoBuffer, partial, {{0}}});
  return partial;
}

void convolve_to_small(Builder& builder, const Convolution& c, BufferId large, BufferId small,
                       const ConvolutionTail& tail) {
  if (fits_winograd(c)) return winograd_to_small(builder, c, large, small, tail);
  for (const TapSweep& rows : output_sweeps(c.rows, c.up_rows)) {
    for (const TapSweep& columns : output_sweeps(c.columns, c.up_columns)) {
      builder.need_border(large, rows.sweep, columns.sweep);
      const std::int32_t packed = builder.derive_packed(
          c.kernel,
          {c.columns.size, c.large[2], c.small[2], false, rows.taps, columns.taps, tile(builder)});
      builder.emit(ConvolveStep{large, small, tail.mask, packed, tail.bias, false, rows.sweep,
                                columns.sweep});
    }
  }
}

void convolve_to_large(Builder& builder, const Convolution& c, BufferId small, BufferId large,
                       const ConvolutionTail& tail) {
  if (fits_winograd(c)) return winograd_to_large(builder, c, small, large, tail);
  for (const TapSweep& rows : input_sweeps(c.rows, c.up_rows, c.large[0])) {
    for (const TapSweep& columns : input_sweeps(c.columns, c.up_columns, c.large[1])) {
      builder.need_border(small, rows.sweep, columns.sweep);
      const std::int32_t packed = builder.derive_packed(
          c.kernel,
          {c.columns.size, c.large[2], c.small[2], true, rows.taps, columns.taps, tile(builder)});
      builder.emit(ConvolveStep{small, large, tail.mask, packed, tail.bias, false, rows.sweep,
                                columns.sweep});
    }
  }
}

// One block of the partial for each tap of each pair of sweeps; the kernel's taps are sums of
// these.
void convolve_kernel_gradient(Builder& builder, const Convolution& c, BufferId large,
                              BufferId small, graph::VariableId bias) {
  if (fits_winograd(c)) return winograd_kernel_gradient(builder, c, large, small, bias);
  const std::int64_t block = c.large[2] * c.small[2];
  const std::int32_t partial = builder.new_partial(0);
  const std::int32_t bias_partial = bias_gradient(builder, c, bias);
  GradientSource source{kNoBuffer, kNoBuffer, partial, {}};
  source.blocks.resize(static_cast<std::size_t>(c.rows.size * c.columns.size));
  std::int64_t end = 0;
  for (const TapSweep& rows : output_sweeps(c.rows, c.up_rows)) {
    for (const TapSweep& columns : output_sweeps(c.columns, c.up_columns)) {
      builder.need_border(large, rows.sweep, columns.sweep);
      builder.emit(ConvolveGradientStep{large, small, partial, end, bias_partial, end > 0,
                                        is_wide(c, rows, columns), rows.sweep, columns.sweep});
      for (const kernels::TapRange y : rows.taps) {
        for (const kernels::TapRange x : columns.taps) {
          add_block(source, c, y, x, end);
          end += block;
        }
      }
    }
  }
  builder.plan().partials[static_cast<std::size_t>(partial)].size = end;
  builder.add_gradient_source(c.kernel, source);
}

}  // namespace hourglass::plan
