// SPDX-License-Identifier: MIT
#include "kernels/winograd.h"

#include <algorithm>
#include <array>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

template <class T, std::size_t kRows, std::size_t kColumns>
using Block = std::array<std::array<T, kColumns>, kRows>;

// The sum of value(j) * row[j] from the first that is not 0 on.
template <class T, std::size_t kCount, class Value>
T combination(const std::array<double, kCount>& row, Value value) {
  T sum = 0;
  bool any = false;
  for (std::size_t j = 0; j < kCount; ++j) {
    if (row[j] == 0) continue;
    const T term = static_cast<T>(row[j]) * value(j);
    sum = any ? sum + term : term;
    any = true;
  }
  return sum;
}

// One row of matrix * block * transpose of matrix; the left product first.
template <class T, std::size_t kTo, std::size_t kFrom>
std::array<T, kTo> transform_row(const Coefficients<kTo, kFrom>& matrix, std::size_t row,
                                 const Block<T, kFrom, kFrom>& block) {
  std::array<T, kFrom> sums;
  for (std::size_t x = 0; x < kFrom; ++x)
    sums[x] = combination<T>(matrix[row], [&](std::size_t j) { return block[j][x]; });
  std::array<T, kTo> result;
  for (std::size_t x = 0; x < kTo; ++x)
    result[x] = combination<T>(matrix[x], [&](std::size_t j) { return sums[j]; });
  return result;
}

template <class T, std::size_t kTo, std::size_t kFrom>
Block<T, kTo, kTo> transform(const Coefficients<kTo, kFrom>& matrix,
                             const Block<T, kFrom, kFrom>& block) {
  Block<T, kTo, kTo> result;
  for (std::size_t y = 0; y < kTo; ++y) result[y] = transform_row(matrix, y, block);
  return result;
}

// A block of cells, of numbers that are so far apart.
template <std::size_t kSize, class T>
Block<T, kSize, kSize> block_at(const T* first, std::int64_t row, std::int64_t column) {
  Block<T, kSize, kSize> block;
  for (std::size_t y = 0; y < kSize; ++y) {
    for (std::size_t x = 0; x < kSize; ++x)
      block[y][x] =
          first[static_cast<std::int64_t>(y) * row + static_cast<std::int64_t>(x) * column];
  }
  return block;
}

template <std::size_t kSize, class T>
void put_block(const Block<T, kSize, kSize>& block, T* first, std::int64_t stride) {
  for (const std::array<T, kSize>& row : block) {
    for (const T number : row) {
      *first = number;
      first += stride;
    }
  }
}

// Calls visit(plane, row, column, lane) for every number of the tiles.
template <class T, class Visit>
void for_each_number(const WinogradProducts<T>& products, std::int64_t planes, Visit visit) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t row = 0; row < products.rows; ++row) {
      for (std::int64_t column = 0; column < products.columns; ++column) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) visit(plane, row, column, lane);
      }
    }
  }
}

// Of blocks of cells that begin `step` cells apart.
template <class T, std::size_t kTo, std::size_t kFrom>
void transform_image(const WinogradRowArguments<T>& v, const Coefficients<kTo, kFrom>& matrix,
                     std::int64_t step) {
  for_each_number(v.products, v.image.channels, [&](auto plane, auto row, auto column, auto lane) {
    const T* first = v.image.at(plane, row * step, column * step) + lane;
    const auto block = block_at<kFrom>(first, v.image.row_stride, v.image.column_stride);
    T* product = v.products.at(0, plane, row, column) + lane;
    for (const T number : transform_row(matrix, static_cast<std::size_t>(v.row), block)) {
      *product = number;
      product += v.products.product_stride;
    }
  });
}

template <class T>
void patches(const WinogradRowArguments<T>& v) {
  visit_winograd(v.kind, [&](auto scheme) { transform_image(v, scheme.kPatch, scheme.kStep); });
}

template <class T>
void gradients(const WinogradRowArguments<T>& v) {
  visit_winograd(v.kind, [&](auto scheme) {
    transform_image(v, transposed(scheme.kOutput),
                    static_cast<std::int64_t>(scheme.kOutput.size()));
  });
}

template <class T>
void outputs(const WinogradOutputsArguments<T>& v) {
  visit_winograd(v.kind, [&](auto scheme) {
    constexpr std::size_t kProducts = scheme.kOutput[0].size();
    constexpr std::size_t kOutputs = scheme.kOutput.size();
    for_each_number(v.products, v.out.channels, [&](auto plane, auto row, auto column, auto lane) {
      const std::int64_t stride = v.products.product_stride;
      const auto block = block_at<kProducts>(v.products.at(0, plane, row, column) + lane,
                                             stride * static_cast<std::int64_t>(kProducts), stride);
      const auto cells = transform(scheme.kOutput, block);
      for (std::size_t y = 0; y < kOutputs; ++y) {
        const std::int64_t r =
            row * static_cast<std::int64_t>(kOutputs) + static_cast<std::int64_t>(y);
        for (std::size_t x = 0; x < kOutputs; ++x) {
          const std::int64_t c =
              column * static_cast<std::int64_t>(kOutputs) + static_cast<std::int64_t>(x);
          if (r >= v.out.height || c >= v.out.width) continue;
          T cell = cells[y][x];
          if (v.relu) cell = std::max(cell, T(0));
          if (v.mask.data != nullptr && !(v.mask.at(plane, r, c)[lane] > 0)) cell = 0;
          v.out.at(plane, r, c)[lane] = cell;
        }
      }
    });
  });
}

template <class T>
void kernel(const WinogradKernelArguments<T>& v) {
  const WinogradPacking& p = v.packing;
  const std::int64_t tap = p.inputs * p.outputs;
  visit_winograd(p.kind, [&](auto scheme) {
    for (std::int64_t i = 0; i < p.inputs; ++i) {
      for (std::int64_t o = 0; o < p.outputs; ++o) {
        const auto taps = block_at<3>(v.kernel + i * p.outputs + o, 3 * tap, tap);
        put_block(transform(scheme.kKernel, taps), v.packed + i * p.row() + o, p.inputs * p.row());
      }
    }
  });
}

template <class T>
void kernel_gradient(const WinogradKernelGradientArguments<T>& v) {
  const WinogradPacking& p = v.packing;
  const std::int64_t product = p.inputs * p.row();
  visit_winograd(p.kind, [&](auto scheme) {
    constexpr std::size_t kProducts = scheme.kPatch.size();
    for (std::int64_t i = 0; i < p.inputs; ++i) {
      for (std::int64_t o = 0; o < p.outputs; ++o) {
        const auto sums = block_at<kProducts>(
            v.products + i * p.row() + o, static_cast<std::int64_t>(kProducts) * product, product);
        const auto taps = transform(transposed(scheme.kKernel), sums);
        T* gradient = v.gradient + i * p.outputs + o;
        for (const auto& row : taps) {
          for (const T number : row) {
            *gradient = v.accumulate ? *gradient + number : number;
            gradient += p.inputs * p.outputs;
          }
        }
      }
    }
  });
}

}  // namespace

template <class T>
void fill_reference_winograd(Kernels<T>& kernels) {
  kernels.winograd_patches = patches<T>;
  kernels.winograd_outputs = outputs<T>;
  kernels.winograd_gradients = gradients<T>;
  kernels.winograd_kernel = kernel<T>;
  kernels.winograd_kernel_gradient = kernel_gradient<T>;
}

template void fill_reference_winograd(Kernels<float>&);
template void fill_reference_winograd(Kernels<double>&);

}  // namespace hourglass::kernels
