// SPDX-License-Identifier: MIT
// Upsampling done by the convolution after it gives what the two give one after the other.
#include <doctest/doctest.h>

#include "graph/fold_up_sampling.h"
#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "plan/plan_testing.h"

namespace hourglass::plan {
namespace {

struct Case {
  std::int64_t rows, columns, kernel_rows, kernel_columns;
  PaddingKind padding;
};

TEST_CASE("folded and unfolded give the same, whatever the factor, the kernel and the padding") {
  for (const Case& c : {Case{2, 2, 3, 3, PaddingKind::same}, Case{2, 2, 3, 3, PaddingKind::valid},
                        Case{2, 3, 5, 2, PaddingKind::same}, Case{3, 1, 4, 1, PaddingKind::valid},
                        Case{4, 2, 2, 7, PaddingKind::same}, Case{2, 2, 1, 1, PaddingKind::same}}) {
    auto x = Input({4, 5, 2});
    auto up = UpSampling2D({c.rows, c.columns})(x);
    auto y = Conv2D(3, {c.kernel_rows, c.kernel_columns}, {.padding = c.padding})(up);
    base::ThreadPool pool(1);
    TestNetwork network{{x}, {y}};
    TestRun<double> folded(network, kernels::reference_kernels<double>(), pool);
    CHECK(count_steps<UpSampleStep>(folded.executor().plan()) == 0);
    // Read by somebody else too, the large image has to be made.
    network.outputs = {y, up};
    network.loss_weights = {1, 0};
    TestRun<double> unfolded(network, kernels::reference_kernels<double>(), pool);
    CHECK(count_steps<UpSampleStep>(unfolded.executor().plan()) == 1);
    CHECK(folded.loss() == doctest::Approx(unfolded.loss()).epsilon(1e-12));
    for (std::size_t variable = 0; variable < 2; ++variable) {
      const auto gradient = folded.executor().gradient(variable);
      const auto expected = unfolded.executor().gradient(variable);
      for (std::size_t i = 0; i < gradient.size(); ++i)
        CHECK(gradient[i] == doctest::Approx(expected[i]).epsilon(1e-9));
    }
  }
}

TEST_CASE("a strided convolution and a large factor are left alone") {
  auto x = Input({4, 4, 1});
  const auto steps = [&](SymbolicTensor y) {
    base::ThreadPool pool(1);
    TestRun<double> run({{x}, {y}}, kernels::reference_kernels<double>(), pool);
    return count_steps<UpSampleStep>(run.executor().plan());
  };
  CHECK(steps(Conv2D(2, {3, 3}, {.strides = {2, 2}})(UpSampling2D({2, 2})(x))) == 1);
  CHECK(steps(Conv2D(2, {3, 3})(UpSampling2D({5, 1})(x))) == 1);
  CHECK(steps(Conv2D(2, {3, 3})(UpSampling2D({4, 1})(x))) == 0);
}

}  // namespace
}  // namespace hourglass::plan
