// SPDX-License-Identifier: MIT
// Vectors that start on a cache line, so that no vector load of 64 bytes straddles two; large ones
// ask for huge pages, as columns of a matrix of 12,288 fall on a page each.
#pragma once

#include <cstddef>
#include <vector>

namespace hourglass::base {

// Throws std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* pointer, std::size_t bytes);

template <class T>
struct AlignedAllocator {
  using value_type = T;

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(allocate_aligned(count * sizeof(T))); }
  void deallocate(T* pointer, std::size_t count) { free_aligned(pointer, count * sizeof(T)); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace hourglass::base
