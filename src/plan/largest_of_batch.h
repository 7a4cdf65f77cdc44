// SPDX-License-Identifier: MIT
// The largest numbers of a whole batch of codes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/thread_pool.h"
#include "plan/kept_units.h"

namespace hourglass::plan {

// Finds them by what is counted of the numbers' bits, first of the upper half and then of the lower
// half of those that share the deciding upper one: counts do not depend on who counts. Compared as
// float32. Allocates nothing after construction.
template <class T>
class LargestOfBatch {
 public:
  LargestOfBatch(std::int64_t batch, int threads);

  // Has `kept` hold the `count` largest of the numbers above 0, of equal ones those that come
  // first; fewer if there are not so many. NaN counts as the largest, that it is seen in the loss.
  void keep(base::ThreadPool& pool, const T* codes, std::int64_t samples, std::int64_t units,
            std::int64_t count, KeptUnits<T>& kept);

 private:
  // Kept is what has larger bits than these and, in order, the first `ties` with the same.
  struct Cut {
    std::int32_t bits = 0;
    std::int64_t ties = 0;
  };
  struct Bin {
    std::int32_t index;
    std::int64_t above;  // numbers in larger ones
  };

  void clear();
  // The bin with the number that `count` are at least as large as; none if there are fewer.
  Bin find_bin(std::int64_t count) const;
  Cut find_cut(base::ThreadPool& pool, const T* codes, std::int64_t samples, std::int64_t units,
               std::int64_t count);

  std::vector<std::vector<std::int32_t>> counts_;  // by thread, bin
  std::vector<char> has_nan_;                      // by sample
  std::vector<std::int64_t> larger_, equal_;       // by sample
};

}  // namespace hourglass::plan
