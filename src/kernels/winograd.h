// SPDX-License-Identifier: MIT
// 3 x 3 convolutions in fewer multiplications. In one direction, neighbouring cells of a patch are
// added up to products' left factors, the kernel's taps to their right factors, and the products to
// outputs:
//   outputs = output * ((patch * cells) x (kernel * taps)), x element by element
// In two directions each matrix is taken for the rows, then for the columns. Products are summed
// over the input's channels in between, as matrix products of their own. All but the kernel's
// matrix hold -1, 0 and 1 alone.
//
// Source: S. Winograd, Arithmetic Complexity of Computations (1980), minimal filters; A. Lavin and
// S. Gray, Fast Algorithms for Convolutional Neural Networks (2016), their use here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/kernels.h"

namespace hourglass::kernels {

enum class WinogradKind { plain, repeated, repeated_gradient };

template <std::size_t kRows, std::size_t kColumns>
using Coefficients = std::array<std::array<double, kColumns>, kRows>;

template <std::size_t kRows, std::size_t kColumns>
constexpr Coefficients<kColumns, kRows> transposed(const Coefficients<kRows, kColumns>& matrix) {
  Coefficients<kColumns, kRows> result{};
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t column = 0; column < kColumns; ++column)
      result[column][row] = matrix[row][column];
  }
  return result;
}

// Two outputs of three taps: F(2, 3). 16 multiplications for 2 x 2 outputs in place of 36.
struct WinogradPlain {
  static constexpr std::int64_t kStep = 2;  // from one patch to the next
  static constexpr Coefficients<4, 4> kPatch = {
      {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}};
  static constexpr Coefficients<4, 3> kKernel = {
      {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
  static constexpr Coefficients<2, 4> kOutput = {{{1, 1, 1, 0}, {0, 1, -1, -1}}};
};

// The two outputs around a cell that stands for two (UpSampling2D folded in). 9 multiplications for
// 2 x 2 outputs, where four kernels of 2 x 2 taps take 16: the middle product is the cell times all
// three taps, the outer ones see to what its neighbours differ from it.
struct WinogradRepeated {
  static constexpr std::int64_t kStep = 1;
  static constexpr Coefficients<3, 3> kPatch = {{{1, -1, 0}, {0, 1, 0}, {0, -1, 1}}};
  static constexpr Coefficients<3, 3> kKernel = {{{1, 0, 0}, {1, 1, 1}, {0, 0, 1}}};
  static constexpr Coefficients<2, 3> kOutput = {{{1, 1, 0}, {0, 1, 1}}};
};

// The gradient of that cell from the outputs' gradients: the transpose, gathered. Factors of the
// kernel as above. An output is the sum of all products, which are added up as they are made.
struct WinogradRepeatedGradient {
  static constexpr std::int64_t kStep = 2;
  static constexpr Coefficients<3, 4> kPatch = {{{0, -1, 0, 1}, {0, 1, 1, 0}, {1, 0, -1, 0}}};
  static constexpr Coefficients<3, 3> kKernel = WinogradRepeated::kKernel;
  static constexpr Coefficients<1, 1> kOutput = {{{1}}};
};

// Calls visit(scheme) with one of the above.
template <class Visit>
constexpr auto visit_winograd(WinogradKind kind, Visit visit) {
  switch (kind) {
    case WinogradKind::repeated:
      return visit(WinogradRepeated());
    case WinogradKind::repeated_gradient:
      return visit(WinogradRepeatedGradient());
    case WinogradKind::plain:
      break;
  }
  return visit(WinogradPlain());
}

// Products in one direction.
constexpr std::int64_t winograd_products(WinogradKind kind) {
  return visit_winograd(
      kind, [](auto scheme) { return static_cast<std::int64_t>(scheme.kPatch.size()); });
}

// What is left of them to be made outputs of.
constexpr std::int64_t winograd_sums(WinogradKind kind) {
  return visit_winograd(
      kind, [](auto scheme) { return static_cast<std::int64_t>(scheme.kOutput[0].size()); });
}

// Where products stand. Product p of a plane, for tile t of rows x columns, is the kLanes numbers
// at data + p * product_stride + plane * plane_stride + t * tile_stride.
template <class T>
struct WinogradProducts {
  T* data;
  std::int64_t rows, columns;
  std::int64_t product_stride, plane_stride, tile_stride;

  T* at(std::int64_t product, std::int64_t plane, std::int64_t row, std::int64_t column) const {
    return data + product * product_stride + plane * plane_stride +
           (row * columns + column) * tile_stride;
  }
};

// One row of products: those that a row of the matrix makes of a block's rows. What is made of
// whole images in the end is a few numbers a cell; made at once, all their products would fill the
// second-level cache.
//   patches    patch * cells, of all planes of `image`, which starts at the first patch
//   gradients  the way back of outputs: transpose of output * cells, which are the outputs'
//   gradients
// All cells of all tiles are read, those beyond the image too.
template <class T>
struct WinogradRowArguments {
  WinogradKind kind;
  std::int64_t row;
  Image<const T> image;
  WinogradProducts<T> products;  // one for each column of the matrix
};

// out = output * products, of all planes; `out` starts at the first tile, and what lies beyond its
// height and width is left out. relu and mask as in ConvolveArguments.
template <class T>
struct WinogradOutputsArguments {
  WinogradKind kind;
  WinogradProducts<const T> products;
  bool relu;
  Image<T> out;
  Image<const T> mask;  // data may be nullptr
};

// packed[product][i][o] = kernel * taps, from Keras's [y][x][i][o]. Rows have room for whole
// kLanes; what is beyond the outputs is left as it is.
struct WinogradPacking {
  WinogradKind kind;
  std::int64_t inputs, outputs;

  std::int64_t row() const { return (outputs + kLanes - 1) / kLanes * kLanes; }
  std::int64_t size() const {
    return winograd_products(kind) * winograd_products(kind) * inputs * row();
  }
};
template <class T>
struct WinogradKernelArguments {
  WinogradPacking packing;
  const T* kernel;
  T* packed;
};
// The way back: gradient[y][x][i][o] (+)= transpose of kernel * products[product][i][o], rows of
// which are packing.row() apart.
template <class T>
struct WinogradKernelGradientArguments {
  WinogradPacking packing;
  const T* products;
  T* gradient;
  bool accumulate;
};

}  // namespace hourglass::kernels
