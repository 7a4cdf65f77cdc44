// SPDX-License-Identifier: MIT
// Kernels of many outputs have their gradients summed in another way.
#include <doctest/doctest.h>

#include <algorithm>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "plan/gradient_testing.h"

namespace hourglass::plan {
namespace {

std::int64_t count_wide(const TestNetwork& network) {
  base::ThreadPool pool(1);
  TestRun<double> run(network, kernels::reference_kernels<double>(), pool);
  const std::vector<Step>& steps = run.executor().plan().steps;
  return std::count_if(steps.begin(), steps.end(), [](const Step& step) {
    const auto* gradient = std::get_if<ConvolveGradientStep>(&step.kind);
    return gradient != nullptr && gradient->wide;
  });
}

struct Case {
  TestNetwork network;
  std::int64_t steps;
};

std::vector<Case> cases() {
  auto strided = Input({7, 6, 4});
  auto transposed = Input({3, 2, 28});
  auto upsampled = Input({3, 4, 18});
  return {{{{strided}, {Conv2D(16, {4, 4}, {.strides = {2, 1}, .padding = "same"})(strided)}}, 1},
          {{{transposed},
            {Conv2DTranspose(8, {3, 3}, {.strides = {2, 2}, .padding = "same"})(transposed)}},
           1},
          // Four kernels of 3 x 3, one a phase.
          {{{upsampled},
            {Conv2D(16, {5, 5},
                    {.padding = "same", .activation = "tanh"})(UpSampling2D({2, 2})(upsampled))}},
           4}};
}

TEST_CASE("kernels of many outputs: gradients, their bits, and whether they are summed so") {
  for (const Case& c : cases()) {
    CHECK(count_wide(c.network) == c.steps);
    check_gradients(c.network, {19}, 41);
    check_same_bits(c.network);
  }
}

TEST_CASE("kernels of few outputs or few products are summed by lanes") {
  auto x = Input({4, 4, 8});
  CHECK(count_wide({{x}, {Conv2D(16, {3, 3}, {.strides = {2, 2}})(x)}}) == 1);
  CHECK(count_wide({{x}, {Conv2D(15, {3, 3}, {.strides = {2, 2}})(x)}}) == 0);
  CHECK(count_wide({{x}, {Conv2D(23, {3, 3}, {.strides = {2, 2}})(x)}}) == 0);
  CHECK(count_wide({{x}, {Conv2D(16, {2, 3}, {.strides = {2, 2}})(x)}}) == 0);
}

}  // namespace
}  // namespace hourglass::plan
