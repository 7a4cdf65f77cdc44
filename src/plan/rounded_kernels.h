// SPDX-License-Identifier: MIT
// Kernels of dense layers in bfloat16, Plan::rounded, once a step: 4 bytes a number are read, 2
// written.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "kernels/kernels.h"
#include "plan/plan.h"
#include "plan/ranges.h"

namespace hourglass::plan {

template <class T>
class RoundedKernels {
 public:
  explicit RoundedKernels(const Plan& plan);

  // Of Plan::rounded[id], pairs across rows: [count_pairs(rows), columns], where the rows of one
  // that is the other way round are the variable's columns.
  const kernels::Bfloat16Pair* kernel(std::int32_t id) const {
    return kernels_[static_cast<std::size_t>(id)].data();
  }
  // Rounds some of the variable's rows; any pieces at the same time.
  std::size_t pieces() const { return pieces_.size(); }
  void round(std::size_t piece, const kernels::Kernels<T>& kernels, const T* weights);
  graph::VariableId variable(std::size_t piece) const { return pieces_[piece].variable; }

 private:
  struct Piece {
    graph::VariableId variable;
    std::size_t kernel;
    bool transposed;
    std::int64_t first_row, rows;  // of the variable
    std::int64_t all_rows, columns;
  };
  void round_transposed(const Piece& piece, const kernels::Kernels<T>& kernels, const T* weights);

  std::vector<base::AlignedVector<kernels::Bfloat16Pair>> kernels_;
  std::vector<Piece> pieces_;
};

// Rows of a dense layer's input that are rounded at once.
std::int64_t rounded_rows(std::int64_t inputs);
// Rows of a batch that are rounded at once for the gradient of its kernel: an even number, so that
// pairs of them do not depend on it.
constexpr std::int64_t kRoundedSamples = 128;

// The most pairs that a thread has rounded at once.
std::size_t count_factors(const Plan& plan, const std::vector<Range>& ranges);

}  // namespace hourglass::plan
