// SPDX-License-Identifier: MIT
#include "plan/transposed_kernels.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

// Rows that are written side by side: two cache lines of floats.
constexpr std::int64_t kRows = 32;

}  // namespace

template <class T>
TransposedKernels<T>::TransposedKernels(const Plan& plan) {
  for (const graph::VariableId variable : plan.transposed) {
    const Shape& shape = plan.variables[static_cast<std::size_t>(variable)]->shape;
    const std::int64_t rows = shape[0];
    for (std::int64_t first = 0; first < rows; first += kRows) {
      pieces_.push_back(
          {variable, kernels_.size(), first, std::min(kRows, rows - first), rows, shape[1]});
    }
    kernels_.emplace_back(static_cast<std::size_t>(shape.size()));
  }
}

template <class T>
void TransposedKernels<T>::copy(std::size_t index, const T* weights) {
  const Piece& piece = pieces_[index];
  const T* from = weights + piece.first_row * piece.columns;
  T* to = kernels_[piece.kernel].data() + piece.first_row;
  for (std::int64_t column = 0; column < piece.columns; ++column) {
    for (std::int64_t row = 0; row < piece.rows; ++row)
      to[column * piece.all_rows + row] = from[row * piece.columns + column];
  }
}

template class TransposedKernels<float>;
template class TransposedKernels<double>;

}  // namespace hourglass::plan
