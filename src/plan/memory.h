// SPDX-License-Identifier: MIT
// The memory a plan runs in, allocated once: one arena for what is kept for the whole batch, and
// one a thread for what lasts a chunk. Everything starts at 0, which is what borders of images
// stay.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "kernels/kernels.h"
#include "plan/plan.h"

namespace hourglass::plan {

inline std::int64_t count_blocks(std::int64_t samples) {
  return (samples + kernels::kLanes - 1) / kernels::kLanes;
}
inline std::int64_t count_shards(std::int64_t samples) {
  return std::min(count_blocks(samples), kMaxShards);
}

template <class T>
class Memory {
 public:
  Memory(const Plan& plan, int threads);

  // Rows of a buffer from sample `first_sample` of the batch on, or of the thread's chunk.
  T* rows(BufferId id, int thread, std::int64_t first_sample);
  // The block of images that begins with sample `first_sample` of the batch, or that of the
  // thread's chunk.
  kernels::Image<T> image(BufferId id, int thread, std::int64_t first_sample);
  T* derived(std::size_t index) { return arena_.data() + derived_[index]; }
  T* partial(std::size_t index, std::int64_t shard) {
    return arena_.data() + partials_[index] + shard * plan_.partials[index].size;
  }

 private:
  const Plan& plan_;
  base::AlignedVector<T> arena_;
  std::vector<base::AlignedVector<T>> chunk_arenas_;  // by thread
  std::vector<std::int64_t> buffers_;                 // offsets, in the arena the buffer belongs to
  std::vector<std::int64_t> derived_, partials_;
};

}  // namespace hourglass::plan
