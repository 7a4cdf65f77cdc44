// SPDX-License-Identifier: MIT
#include "plan/winograd_steps.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

using kernels::kLanes;
using kernels::WinogradKind;

// Bytes of a block's products, if not this part of its kernel's factors, which every block streams:
// of 512 to 512 channels they are 16 MiB.
constexpr std::int64_t kBlockBytes = 256 * 1024;
constexpr std::int64_t kPartOfFactors = 4;
// Multiplications, and with them what is saved, grow with inputs * outputs, additions with inputs +
// outputs. Measured on AVX2 (all three steps of a layer, direct : Winograd): 16 to 16 channels of
// 14 x 14 cells 1.23, 12 to 12 0.91, 12 to 24 1.17, 8 to 16 0.88; upsampled 1.08, 0.80, 1.02, 0.77.
constexpr std::int64_t kWorthFrom = 8;

std::int64_t divided_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// A single output is half of a tile or less.
bool is_plain(const graph::Window& window, std::int64_t up) {
  return window.size == 3 && window.stride == 1 && up == 1 && window.output > 1;
}
bool is_repeated(const graph::Window& window, std::int64_t up, std::int64_t size) {
  return window.size == 3 && window.stride == 1 && up == 2 && window.before == 1 &&
         window.output == 2 * size;
}

WinogradKind forward_kind(const Convolution& c) {
  return c.up_rows == 1 ? WinogradKind::plain : WinogradKind::repeated;
}

// Patches of the large image, one for each tile of the small.
Sweep to_small(const graph::Window& window, std::int64_t up) {
  if (up == 2) return {3, -1, 1, 0, 2, window.output / 2};
  return {4, -window.before, 2, 0, 2, divided_up(window.output, 2)};
}
// Patches of the small image, one for each tile of the large.
Sweep to_large(const graph::Window& window, std::int64_t up, std::int64_t size) {
  if (up == 2) return {4, -1, 2, 0, 1, size};
  return {4, window.before - 2, 2, 0, 2, divided_up(size, 2)};
}

bool is_worth_it(const Convolution& c) {
  // A last tile of an odd size makes outputs that are left out.
  const std::int64_t made = divided_up(c.rows.output, 2) * divided_up(c.columns.output, 2) * 4;
  const std::int64_t used = c.rows.output * c.columns.output;
  return c.large[2] * c.small[2] * used >= kWorthFrom * (c.large[2] + c.small[2]) * made;
}

std::int32_t derive(Builder& builder, const Convolution& c) {
  return builder.derive_winograd(c.kernel, {forward_kind(c), c.large[2], c.small[2]});
}

void emit(Builder& builder, const WinogradStep& step) {
  builder.need_border(step.in, step.rows, step.columns);
  builder.emit(step);
}

}  // namespace

bool fits_winograd(const Convolution& c) {
  if (c.is_transpose || !is_worth_it(c)) return false;
  return (is_plain(c.rows, c.up_rows) && is_plain(c.columns, c.up_columns)) ||
         (is_repeated(c.rows, c.up_rows, c.large[0]) &&
          is_repeated(c.columns, c.up_columns, c.large[1]));
}

void winograd_to_small(Builder& builder, const Convolution& c, BufferId large, BufferId small,
                       const ConvolutionTail& tail) {
  emit(builder, {forward_kind(c), large, small, tail.mask, derive(builder, c), false, tail.bias,
                 false, to_small(c.rows, c.up_rows), to_small(c.columns, c.up_columns)});
}

void winograd_to_large(Builder& builder, const Convolution& c, BufferId small, BufferId large,
                       const ConvolutionTail& tail) {
  const WinogradKind kind = c.up_rows == 1 ? WinogradKind::plain : WinogradKind::repeated_gradient;
  emit(builder,
       {kind, small, large, tail.mask, derive(builder, c), true, tail.bias, false,
        to_large(c.rows, c.up_rows, c.large[0]), to_large(c.columns, c.up_columns, c.large[1])});
}

void winograd_kernel_gradient(Builder& builder, const Convolution& c, BufferId large,
                              BufferId small, graph::VariableId bias) {
  const std::int64_t tap = c.large[2] * c.small[2];
  const std::int32_t partial = builder.new_partial(9 * tap);
  const std::int32_t bias_partial = bias_gradient(builder, c, bias);
  const Sweep rows = to_small(c.rows, c.up_rows);
  const Sweep columns = to_small(c.columns, c.up_columns);
  builder.need_border(large, rows, columns);
  builder.need_border(small, {2, 0, 2, 0, 2, rows.count}, {2, 0, 2, 0, 2, columns.count});
  builder.emit(
      WinogradGradientStep{forward_kind(c), large, small, partial, bias_partial, rows, columns});
  builder.add_gradient_source(c.kernel, {kNoBuffer, kNoBuffer, partial, {{0}}});
}

namespace {

// An odd number of cache lines, or the products of a tile would fall on few sets of the first-level
// cache.
std::int64_t in_odd_lines(std::int64_t numbers) {
  return ((numbers + kLanes - 1) / kLanes | 1) * kLanes;
}

// What is kept of a tile: so many products of so many numbers.
struct Kept {
  std::int64_t products, numbers;
};

// As many tiles as have what is kept of them in a block's bytes.
WinogradBlock block_of_tiles(const Sweep& rows, const Sweep& columns, const Kept& in,
                             const Kept& out, const kernels::WinogradPacking& packing) {
  constexpr auto kBytes = static_cast<std::int64_t>(sizeof(float));
  const std::int64_t numbers = in.products * in.numbers + out.products * out.numbers;
  const std::int64_t bytes = std::max(kBlockBytes, packing.size() * kBytes / kPartOfFactors);
  const std::int64_t most = std::max<std::int64_t>(1, bytes / (numbers * kBytes));
  WinogradBlock block{};
  block.columns = divided_up(columns.count, divided_up(columns.count, most));
  block.rows = std::clamp<std::int64_t>(most / columns.count, 1, rows.count);
  block.in_product = in_odd_lines(block.tiles() * in.numbers);
  block.in_size = in.products * block.in_product;
  block.out_product = in_odd_lines(block.tiles() * out.numbers);
  block.out_size = out.products * block.out_product;
  return block;
}

}  // namespace

WinogradBlock winograd_block(const Plan& plan, const WinogradStep& step) {
  const std::int64_t sums = kernels::winograd_sums(step.kind);
  const DerivedWeights& derived = plan.derived[static_cast<std::size_t>(step.derived)];
  return block_of_tiles(
      step.rows, step.columns,
      {kernels::winograd_products(step.kind), plan.buffer(step.in).planes() * kLanes},
      {sums * sums, plan.buffer(step.out).planes() * kLanes},
      std::get<kernels::WinogradPacking>(derived.packing));
}

WinogradBlock winograd_block(const Plan& plan, const WinogradGradientStep& step) {
  const kernels::WinogradPacking packing = winograd_packing(plan, step);
  const std::int64_t products = kernels::winograd_products(step.kind);
  WinogradBlock block = block_of_tiles(step.rows, step.columns, {products, packing.inputs * kLanes},
                                       {products, packing.row() * kLanes}, packing);
  // A last vector may reach beyond the last cell.
  block.rows_size = block.tiles() * 4 * packing.outputs * kLanes + kLanes;
  return block;
}

kernels::WinogradPacking winograd_packing(const Plan& plan, const WinogradGradientStep& step) {
  return {step.kind, plan.buffer(step.in).shape[2], plan.buffer(step.out_gradient).shape[2]};
}

std::int64_t winograd_room(const Plan& plan) {
  std::int64_t room = 0;
  for (const Step& step : plan.steps) {
    if (const auto* winograd = std::get_if<WinogradStep>(&step.kind)) {
      const WinogradBlock block = winograd_block(plan, *winograd);
      room = std::max(room, block.in_size + block.out_size);
    }
    if (const auto* winograd = std::get_if<WinogradGradientStep>(&step.kind)) {
      const WinogradBlock block = winograd_block(plan, *winograd);
      const kernels::WinogradPacking packing = winograd_packing(plan, *winograd);
      room = std::max(
          room, block.in_size + block.out_size + block.rows_size + packing.size() + packing.row());
    }
  }
  return room;
}

}  // namespace hourglass::plan
