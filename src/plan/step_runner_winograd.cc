// SPDX-License-Identifier: MIT
// Convolutions by Winograd's products, a block of tiles at a time: what is added up before them,
// the products themselves as matrix products over the channels, what is added up after them.
#include <algorithm>

#include "plan/step_runner.h"
#include "plan/winograd_steps.h"

namespace hourglass::plan {
namespace {

using kernels::kLanes;
using kernels::WinogradProducts;

// So many tiles from here on.
struct Tiles {
  std::int64_t row, column;
  std::int64_t rows, columns;

  std::int64_t count() const { return rows * columns; }
};

template <class Visit>
void for_each_block(const WinogradBlock& block, const Sweep& rows, const Sweep& columns,
                    Visit visit) {
  for (std::int64_t row = 0; row < rows.count; row += block.rows) {
    for (std::int64_t column = 0; column < columns.count; column += block.columns) {
      visit(Tiles{row, column, std::min(block.rows, rows.count - row),
                  std::min(block.columns, columns.count - column)});
    }
  }
}

template <class Element>
kernels::Image<Element> from_cell(kernels::Image<Element> image, std::int64_t row,
                                  std::int64_t column) {
  image.data = image.at(0, row, column);
  image.height -= row;
  image.width -= column;
  return image;
}

template <class T>
kernels::Image<const T> patches_of(const kernels::Image<const T>& image, const Sweep& rows,
                                   const Sweep& columns, const Tiles& tiles) {
  return from_cell(image, rows.in_start + tiles.row * rows.in_step,
                   columns.in_start + tiles.column * columns.in_step);
}

template <class Element>
kernels::Image<Element> outputs_of(const kernels::Image<Element>& image, const Sweep& rows,
                                   const Sweep& columns, const Tiles& tiles) {
  return from_cell(image, tiles.row * rows.out_step, tiles.column * columns.out_step);
}

// Samples in the lanes: tile after tile of a plane. Channels in the lanes: plane after plane of a
// tile, so that a tile's channels are one row of a matrix.
template <class T>
WinogradProducts<T> place(T* data, const Tiles& tiles, std::int64_t product_stride,
                          const Buffer& buffer) {
  if (buffer.channels_in_lanes)
    return {data, tiles.rows, tiles.columns, product_stride, kLanes, buffer.planes() * kLanes};
  return {data, tiles.rows, tiles.columns, product_stride, tiles.count() * kLanes, kLanes};
}

template <class T>
WinogradProducts<const T> constant(const WinogradProducts<T>& p) {
  return {p.data, p.rows, p.columns, p.product_stride, p.plane_stride, p.tile_stride};
}

// The sum that every output of a tile holds once, with the factor 1.
std::int64_t sum_in_all_outputs(kernels::WinogradKind kind) {
  const std::int64_t sums = kernels::winograd_sums(kind);
  return sums == 1 ? 0 : sums + 1;
}

template <class T>
void fill_bias(const T* bias, const Buffer& out, const WinogradProducts<T>& sums,
               std::int64_t sum) {
  const std::int64_t channels = out.shape[2];
  const std::int64_t tiles = sums.rows * sums.columns;
  T* first = sums.at(sum, 0, 0, 0);
  if (!out.channels_in_lanes) {
    for (std::int64_t channel = 0; channel < channels; ++channel)
      std::fill_n(first + channel * sums.plane_stride, tiles * kLanes, bias[channel]);
    return;
  }
  for (std::int64_t tile = 0; tile < tiles; ++tile) {
    T* row = std::copy_n(bias, channels, first + tile * sums.tile_stride);
    std::fill(row, first + (tile + 1) * sums.tile_stride, T(0));
  }
}

// The kernel's factors of a step's products.
template <class T>
class Factors {
 public:
  Factors(const WinogradStep& step, const DerivedWeights& derived, const T* data)
      : packing(std::get<kernels::WinogradPacking>(derived.packing)),
        exchange(step.exchange),
        turned_(exchange && step.kind == kernels::WinogradKind::plain),
        data_(data) {}

  const T* at(std::int64_t row, std::int64_t column) const {
    const std::int64_t products = kernels::winograd_products(packing.kind);
    const std::int64_t product = turn(row) * products + turn(column);
    return data_ + product * packing.inputs * packing.row();
  }

  const kernels::WinogradPacking& packing;
  const bool exchange;

 private:
  // A kernel turned round has the same factors, but that the outer ones change places.
  std::int64_t turn(std::int64_t product) const {
    return turned_ && (product == 0 || product == 3) ? 3 - product : product;
  }

  const bool turned_;
  const T* data_;
};

// A product times its factors, summed over the channels.
template <class T>
kernels::GemmArguments<T> sum_over_channels(const Factors<T>& f, const T* factors,
                                            const WinogradProducts<T>& from, std::int64_t product,
                                            const WinogradProducts<T>& to, std::int64_t sum,
                                            bool channels_in_lanes) {
  const std::int64_t tiles = from.rows * from.columns;
  kernels::GemmArguments<T> gemm{};
  gemm.k = f.exchange ? f.packing.outputs : f.packing.inputs;
  gemm.out = to.at(sum, 0, 0, 0);
  if (channels_in_lanes) {
    gemm.m = tiles;
    gemm.n = f.packing.row();
    gemm.a = from.at(product, 0, 0, 0);
    gemm.a_row = from.tile_stride;
    gemm.a_column = 1;
    gemm.b = factors;
    gemm.b_row = f.packing.row();
    gemm.out_row = to.tile_stride;
  } else {
    gemm.m = f.exchange ? f.packing.inputs : f.packing.outputs;
    gemm.n = tiles * kLanes;
    gemm.a = factors;
    gemm.a_row = f.exchange ? f.packing.row() : 1;
    gemm.a_column = f.exchange ? 1 : f.packing.row();
    gemm.b = from.at(product, 0, 0, 0);
    gemm.b_row = from.plane_stride;
    gemm.out_row = to.plane_stride;
  }
  return gemm;
}

// Room of a thread's own, laid end to end.
template <class T>
struct GradientRoom {
  GradientRoom(T* room, const WinogradBlock& block, const kernels::WinogradPacking& packing)
      : patches(room),
        gradients(patches + block.in_size),
        rows(gradients + block.out_size),
        kernel_sums(rows + block.rows_size),
        bias_sums(kernel_sums + packing.size()) {}

  T* patches;
  T* gradients;
  T* rows;
  T* kernel_sums;
  T* bias_sums;
};

// A sample's gradients of a tile's outputs as rows hold them, all channels of a cell one after
// another. What the last plane has beyond them is not used.
template <class T>
kernels::Image<const T> of_sample(const T* rows, std::int64_t sample, const Sweep& tile_rows,
                                  const Sweep& tile_columns, const Tiles& tiles,
                                  const kernels::WinogradPacking& packing) {
  const std::int64_t height = tiles.rows * tile_rows.out_step;
  const std::int64_t width = tiles.columns * tile_columns.out_step;
  return {rows + sample * height * width * packing.outputs,
          packing.row() / kLanes,
          height,
          width,
          kLanes,
          width * packing.outputs,
          packing.outputs};
}

}  // namespace

template <class T>
void StepRunner<T>::operator()(const WinogradStep& step) {
  const WinogradBlock block = winograd_block(e_.plan_, step);
  const auto derived = static_cast<std::size_t>(step.derived);
  const Factors<T> factors(step, e_.plan_.derived[derived], e_.memory_.derived(derived));
  const Buffer& in = buffer(step.in);
  const Buffer& out = buffer(step.out);
  T* room = e_.winograd_room_[static_cast<std::size_t>(chunk_.thread)].data();
  const std::int64_t products = kernels::winograd_products(step.kind);
  const bool sum_of_all = kernels::winograd_sums(step.kind) == 1;
  const std::int64_t biased = step.bias == graph::kNoVariable ? -1 : sum_in_all_outputs(step.kind);
  for_each_block(block, step.rows, step.columns, [&](const Tiles& tiles) {
    const auto from = place(room, tiles, block.in_product, in);
    const auto to = place(room + block.in_size, tiles, block.out_product, out);
    if (biased >= 0) fill_bias(e_.weights(step.bias), out, to, biased);
    const ConstImage patches = patches_of(const_image(step.in), step.rows, step.columns, tiles);
    for (std::int64_t row = 0; row < products; ++row) {
      k_.winograd_patches({step.kind, row, patches, from});
      for (std::int64_t column = 0; column < products; ++column) {
        const std::int64_t product = row * products + column;
        const std::int64_t sum = sum_of_all ? 0 : product;
        auto gemm = sum_over_channels(factors, factors.at(row, column), from, column, to, sum,
                                      in.channels_in_lanes);
        gemm.accumulate = sum == biased || (sum_of_all && product > 0);
        k_.gemm(gemm);
      }
    }
    ConstImage mask{};
    if (step.mask != kNoBuffer)
      mask = outputs_of(const_image(step.mask), step.rows, step.columns, tiles);
    k_.winograd_outputs({step.kind, constant(to), step.relu,
                         outputs_of(image(step.out), step.rows, step.columns, tiles), mask});
  });
}

// The patches' products times those of the gradients, summed over tiles and samples. The latter
// stand the other way round, channels of a sample side by side, so that all sums are chains of
// their own and no lanes need be folded.
template <class T>
void StepRunner<T>::operator()(const WinogradGradientStep& step) {
  const WinogradBlock block = winograd_block(e_.plan_, step);
  const kernels::WinogradPacking packing = winograd_packing(e_.plan_, step);
  const GradientRoom<T> room(e_.winograd_room_[static_cast<std::size_t>(chunk_.thread)].data(),
                             block, packing);
  const std::int64_t products = kernels::winograd_products(step.kind);
  std::fill_n(room.bias_sums, packing.row(), T(0));
  bool goes_on = false;
  for_each_block(block, step.rows, step.columns, [&](const Tiles& tiles) {
    const auto from = place(room.patches, tiles, block.in_product, buffer(step.in));
    const ConstImage patches = patches_of(const_image(step.in), step.rows, step.columns, tiles);
    ConstImage outputs = outputs_of(const_image(step.out_gradient), step.rows, step.columns, tiles);
    outputs.height = tiles.rows * step.rows.out_step;
    outputs.width = tiles.columns * step.columns.out_step;
    k_.lanes_to_rows(outputs, kLanes, room.rows);
    for (std::int64_t row = 0; row < products; ++row) {
      k_.winograd_patches({step.kind, row, patches, from});
      for (std::int64_t sample = 0; sample < kLanes; ++sample) {
        k_.winograd_gradients(
            {step.kind,
             row,
             of_sample<T>(room.rows, sample, step.rows, step.columns, tiles, packing),
             {room.gradients + sample * packing.row(), tiles.rows, tiles.columns, block.out_product,
              kLanes, packing.row() * kLanes}});
      }
      for (std::int64_t column = 0; column < products; ++column) {
        kernels::GemmArguments<T> gemm{};
        gemm.m = packing.inputs;
        gemm.n = packing.outputs;
        gemm.k = tiles.count() * kLanes;
        gemm.a = from.at(column, 0, 0, 0);
        gemm.a_row = from.plane_stride;
        gemm.a_column = 1;
        gemm.b = room.gradients + column * block.out_product;
        gemm.b_row = packing.row();
        gemm.out = room.kernel_sums + (row * products + column) * packing.inputs * packing.row();
        gemm.out_row = packing.row();
        gemm.accumulate = goes_on;
        k_.gemm(gemm);
      }
      // Row and column 1 hold the sum of a tile's outputs.
      if (row == 1 && step.bias_partial >= 0) {
        k_.column_sums(tiles.count() * kLanes, packing.row(), room.gradients + block.out_product,
                       room.bias_sums);
      }
    }
    goes_on = true;
  });
  goes_on = !chunk_.first_of_shard;
  k_.winograd_kernel_gradient({packing, room.kernel_sums, partial(step.kernel_partial), goes_on});
  if (step.bias_partial < 0) return;
  T* bias = partial(step.bias_partial);
  for (std::int64_t output = 0; output < packing.outputs; ++output)
    bias[output] = (goes_on ? bias[output] : T(0)) + room.bias_sums[output];
}

template void StepRunner<float>::operator()(const WinogradStep&);
template void StepRunner<float>::operator()(const WinogradGradientStep&);
template void StepRunner<double>::operator()(const WinogradStep&);
template void StepRunner<double>::operator()(const WinogradGradientStep&);

}  // namespace hourglass::plan
