// SPDX-License-Identifier: MIT
// Kernels the other way round, for layers whose weights are those of another: Plan::transposed.
// Copied once a step, 784 x 32 numbers in 16 us of one thread: as dot products with the kernel as
// it stands, which its gradient takes, 784 outputs of 32 numbers each would mostly fold lanes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "plan/plan.h"

namespace hourglass::plan {

template <class T>
class TransposedKernels {
 public:
  explicit TransposedKernels(const Plan& plan);

  // Of the kernel that is Plan::transposed[id], [columns, rows].
  const T* kernel(std::int32_t id) const { return kernels_[static_cast<std::size_t>(id)].data(); }
  // Copies rows of the pieces that it was cut into; any of them at the same time.
  std::size_t pieces() const { return pieces_.size(); }
  void copy(std::size_t piece, const T* weights);
  graph::VariableId variable(std::size_t piece) const { return pieces_[piece].variable; }

 private:
  struct Piece {
    graph::VariableId variable;
    std::size_t kernel;
    std::int64_t first_row, rows;  // of the variable
    std::int64_t all_rows, columns;
  };

  std::vector<base::AlignedVector<T>> kernels_;
  std::vector<Piece> pieces_;
};

}  // namespace hourglass::plan
