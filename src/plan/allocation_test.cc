// SPDX-License-Identifier: MIT
// Training allocates nothing once it has begun.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/preprocessing.h"
#include "hourglass/layers/reshaping.h"
#include "plan/plan_testing.h"

namespace {

std::atomic<std::int64_t> allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* counted_or_thrown(std::size_t size, std::size_t alignment) {
  void* memory = counted(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return counted_or_thrown(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted_or_thrown(size, static_cast<std::size_t>(alignment));
}
// std::stable_sort takes its memory here; a sanitizer would supply its own, which the delete below
// may not free.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size, alignof(std::max_align_t));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

using namespace hourglass;
using namespace hourglass::plan;

TEST_CASE("steps and updates allocate nothing") {
  auto x = Input({6, 6, 1});
  const Normalization normalization({.mean = {0.5F}, .variance = {0.1F}});
  auto h = Conv2D(3, 3, {.padding = "same", .activation = "relu"})(normalization(x));
  h = MaxPooling2D()(normalization(h));
  auto r = Reshape({6, 6, 1})(Dense(36, {.activation = "sigmoid"})(Flatten()(h)));
  TestNetwork network{{x}, {r}};
  network.batch = 40;
  for (const Corruption& corruption :
       {Corruption(GaussianCorruption{}), Corruption(SaltAndPepperCorruption{}),
        Corruption(BlurCorruption{}), Corruption(SwapCorruption{})}) {
    network.corruption = corruption;
    network.bfloat16 = !network.bfloat16;
    base::ThreadPool pool(2);
    TestRun<float> run(network, kernels::vector_kernels(), pool);
    const UpdateRule<float> rule{kernels::UpdateKind::sgd, 0.01F, 0, 0, 1, 1, 0, 0};
    run.loss();
    run.executor().update(rule);
    const std::int64_t before = allocations;
    for (int step = 0; step < 5; ++step) {
      run.loss();
      run.executor().update(rule);
    }
    CHECK(allocations == before);
  }
}
