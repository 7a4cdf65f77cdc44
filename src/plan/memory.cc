// SPDX-License-Identifier: MIT
#include "plan/memory.h"

#include <algorithm>

namespace hourglass::plan {
namespace {

using kernels::kLanes;

// Numbers a buffer takes for that many samples, in whole blocks.
std::int64_t room(const Buffer& buffer, std::int64_t samples) {
  const std::int64_t blocks = count_blocks(samples);
  return (buffer.layout == Layout::rows ? blocks * kLanes : blocks) * buffer.unit_size();
}

// Lays pieces end to end, each on a cache line of its own.
class Ruler {
 public:
  template <class T>
  std::int64_t place(std::int64_t numbers) {
    constexpr std::int64_t kLine = 64 / sizeof(T);
    const std::int64_t offset = end_;
    end_ += (numbers + kLine - 1) / kLine * kLine;
    return offset;
  }
  std::size_t end() const { return static_cast<std::size_t>(end_); }

 private:
  std::int64_t end_ = 0;
};

}  // namespace

template <class T>
Memory<T>::Memory(const Plan& plan, int threads) : plan_(plan) {
  const std::int64_t batch = plan.options.batch_size;
  Ruler whole;
  Ruler chunk;
  for (const Buffer& buffer : plan.buffers) {
    buffers_.push_back(buffer.whole_batch ? whole.place<T>(room(buffer, batch))
                                          : chunk.place<T>(room(buffer, kLanes)));
  }
  for (const DerivedWeights& derived : plan.derived)
    derived_.push_back(whole.place<T>(
        std::visit([](const auto& packing) { return packing.size(); }, derived.packing)));
  for (const Partial& partial : plan.partials) {
    partials_.push_back(whole.place<T>(partial.size * count_shards(batch)));
  }
  arena_.resize(whole.end());
  chunk_arenas_.assign(static_cast<std::size_t>(threads), base::AlignedVector<T>(chunk.end()));
}

template <class T>
T* Memory<T>::rows(BufferId id, int thread, std::int64_t first_sample) {
  const auto index = static_cast<std::size_t>(id);
  const Buffer& buffer = plan_.buffers[index];
  if (!buffer.whole_batch)
    return chunk_arenas_[static_cast<std::size_t>(thread)].data() + buffers_[index];
  const std::int64_t units =
      buffer.layout == Layout::rows ? first_sample : first_sample / kernels::kLanes;
  return arena_.data() + buffers_[index] + units * buffer.unit_size();
}

template <class T>
kernels::Image<T> Memory<T>::image(BufferId id, int thread, std::int64_t first_sample) {
  const Buffer& buffer = plan_.buffer(id);
  const std::int64_t row_stride = buffer.bordered_width() * kLanes;
  T* first =
      rows(id, thread, first_sample) + buffer.border.top * row_stride + buffer.border.left * kLanes;
  return {
      first,      buffer.planes(), buffer.shape[0], buffer.shape[1], buffer.plane_cells() * kLanes,
      row_stride, kLanes};
}

template class Memory<float>;
template class Memory<double>;

}  // namespace hourglass::plan
