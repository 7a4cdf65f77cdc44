// SPDX-License-Identifier: MIT
#include "plan/columns.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

std::int64_t in_whole_vectors(std::int64_t columns) {
  return (columns + kernels::kLanes - 1) / kernels::kLanes * kernels::kLanes;
}

}  // namespace

template <class T>
ColumnMemory<T>::ColumnMemory(const Plan& plan, int threads) {
  const auto array = [](std::int64_t columns) {
    return base::AlignedVector<T>(static_cast<std::size_t>(in_whole_vectors(columns)));
  };
  for (const ColumnConstants& constants : plan.columns) {
    columns_.push_back({array(constants.count), array(constants.count)});
    room_ = std::max(room_, in_whole_vectors(constants.count));
  }
  for (const BatchStatistics& statistics : plan.statistics) {
    const auto one = array(plan.columns[static_cast<std::size_t>(statistics.columns)].count);
    statistics_.push_back({one, one, one, one, one, one});
  }
  for (const graph::VariableId kernel : plan.kernel_squares) {
    const std::int64_t columns = plan.variables[static_cast<std::size_t>(kernel)]->shape[-1];
    kernel_squares_.emplace_back(static_cast<std::size_t>(columns));
    room_ = std::max(room_, in_whole_vectors(columns));
  }
  // Sums without constants: the bias of a transposed convolution.
  for (const Buffer& buffer : plan.buffers) {
    if (buffer.layout == Layout::lanes) room_ = std::max(room_, in_whole_vectors(buffer.shape[2]));
  }
  scratch_.assign(static_cast<std::size_t>(threads),
                  base::AlignedVector<T>(static_cast<std::size_t>(3 * room_)));
  zeros_.resize(static_cast<std::size_t>(room_));
}

template class ColumnMemory<float>;
template class ColumnMemory<double>;

}  // namespace hourglass::plan
