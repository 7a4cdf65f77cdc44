// SPDX-License-Identifier: MIT
#include "base/aligned.h"

#include <sys/mman.h>

#include <new>

namespace hourglass::base {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::align_val_t alignment_for(std::size_t bytes) {
  return std::align_val_t{bytes >= 2 * kHugePage ? kHugePage : kCacheLine};
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  void* pointer = ::operator new(bytes, alignment_for(bytes));
  // A wish: without huge pages it is slower, not wrong.
  if (bytes >= 2 * kHugePage) ::madvise(pointer, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
  return pointer;
}

void free_aligned(void* pointer, std::size_t bytes) {
  ::operator delete(pointer, alignment_for(bytes));
}

}  // namespace hourglass::base
