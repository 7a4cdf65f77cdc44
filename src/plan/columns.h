// SPDX-License-Identifier: MIT
// The constants of columns as a plan runs: what Plan::columns and Plan::statistics become. Arrays
// have room for whole vectors of columns; what is beyond the last column is 0.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "plan/plan.h"

namespace hourglass::plan {

template <class T>
struct Columns {
  base::AlignedVector<T> scale, offset;
};

template <class T>
struct Statistics {
  base::AlignedVector<T> mean, variance, inverse;  // of the deviation
  // The input's gradient is out_gradient * gradient_scale + input * input_scale + offset.
  base::AlignedVector<T> gradient_scale, input_scale, offset;
};

template <class T>
class ColumnMemory {
 public:
  ColumnMemory(const Plan& plan, int threads);

  Columns<T>& columns(std::int32_t id) { return columns_[static_cast<std::size_t>(id)]; }
  Statistics<T>& statistics(std::int32_t id) { return statistics_[static_cast<std::size_t>(id)]; }
  // Of Plan::kernel_squares: the sum of the squares of each column.
  base::AlignedVector<T>& kernel_squares(std::int32_t id) {
    return kernel_squares_[static_cast<std::size_t>(id)];
  }
  // A number for each of the most columns there are, three times: a thread's own room.
  T* scratch(int thread, int which) {
    return scratch_[static_cast<std::size_t>(thread)].data() + which * room_;
  }
  // As many zeros.
  const T* zeros() const { return zeros_.data(); }

 private:
  std::vector<Columns<T>> columns_;
  std::vector<Statistics<T>> statistics_;
  std::vector<base::AlignedVector<T>> kernel_squares_;
  std::int64_t room_ = 0;
  std::vector<base::AlignedVector<T>> scratch_;  // by thread
  base::AlignedVector<T> zeros_;
};

}  // namespace hourglass::plan
