// SPDX-License-Identifier: MIT
#include "plan/rounded_kernels.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

using kernels::Bfloat16Pair;
using kernels::count_pairs;

// Rows of a variable a piece, and its columns at a time where it is turned: pairs of two cache
// lines are written from a square of 4 KiB.
constexpr std::int64_t kRows = 32;
constexpr std::int64_t kColumns = 64;
// Pairs of a dense layer's input that are made at once, half of the second-level cache, and the
// rows that make a panel of the kernel worth its copy.
constexpr std::int64_t kInputPairs = 64 * 1024;
constexpr std::int64_t kFewestRows = 24;
constexpr std::int64_t kMostRows = 256;

}  // namespace

template <class T>
RoundedKernels<T>::RoundedKernels(const Plan& plan) {
  for (const auto& [variable, transposed] : plan.rounded) {
    const Shape& shape = plan.variables[static_cast<std::size_t>(variable)]->shape;
    const std::int64_t rows = shape[0];
    const std::int64_t columns = shape[1];
    for (std::int64_t first = 0; first < rows; first += kRows) {
      pieces_.push_back({variable, kernels_.size(), transposed, first,
                         std::min(kRows, rows - first), rows, columns});
    }
    const std::int64_t pairs =
        transposed ? count_pairs(columns) * rows : count_pairs(rows) * columns;
    kernels_.emplace_back(static_cast<std::size_t>(pairs));
  }
}

template <class T>
void RoundedKernels<T>::round(std::size_t index, const kernels::Kernels<T>& kernels,
                              const T* weights) {
  const Piece& piece = pieces_[index];
  if (piece.transposed) return round_transposed(piece, kernels, weights);
  kernels.pack_across_rows(
      {piece.rows, piece.columns, weights + piece.first_row * piece.columns, piece.columns,
       kernels_[piece.kernel].data() + piece.first_row / 2 * piece.columns, piece.columns});
}

template <class T>
void RoundedKernels<T>::round_transposed(const Piece& piece, const kernels::Kernels<T>& kernels,
                                         const T* weights) {
  Bfloat16Pair square[kRows * kColumns / 2];
  for (std::int64_t column = 0; column < piece.columns; column += kColumns) {
    const std::int64_t columns = std::min(kColumns, piece.columns - column);
    kernels.pack_along_rows({piece.rows, columns,
                             weights + piece.first_row * piece.columns + column, piece.columns,
                             square, kColumns / 2});
    Bfloat16Pair* to =
        kernels_[piece.kernel].data() + column / 2 * piece.all_rows + piece.first_row;
    for (std::int64_t pair = 0; pair < count_pairs(columns); ++pair) {
      for (std::int64_t row = 0; row < piece.rows; ++row)
        to[pair * piece.all_rows + row] = square[row * kColumns / 2 + pair];
    }
  }
}

std::int64_t rounded_rows(std::int64_t inputs) {
  return std::clamp(kInputPairs / count_pairs(inputs), kFewestRows, kMostRows);
}

std::size_t count_factors(const Plan& plan, const std::vector<Range>& ranges) {
  if (!plan.options.bfloat16) return 0;
  std::int64_t most = 0;
  for (const Step& step : plan.steps) {
    const auto* dense = std::get_if<DenseStep>(&step.kind);
    if (dense == nullptr || dense->rounded < 0) continue;
    const std::int64_t rows =
        plan.options.batch_size * (plan.buffer(dense->in).shape.size() / dense->inputs);
    most = std::max(most, std::min(rows, rounded_rows(dense->inputs)) * count_pairs(dense->inputs));
  }
  for (const Range& range : ranges) {
    const std::vector<GradientSource>& sources = plan.updates[range.update].sources;
    const bool any = std::any_of(sources.begin(), sources.end(),
                                 [](const GradientSource& source) { return source.is_product(); });
    if (any) most = std::max(most, count_pairs(kRoundedSamples) * (range.rows + range.columns));
  }
  return static_cast<std::size_t>(most);
}

template class RoundedKernels<float>;
template class RoundedKernels<double>;

}  // namespace hourglass::plan
