// SPDX-License-Identifier: MIT
// Convolutions by Winograd's products are convolutions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "plan/gradient_testing.h"

namespace hourglass::plan {
namespace {

struct Case {
  std::int64_t height, width, inputs, filters;
  PaddingKind padding;
  bool repeated;
};

// Even and odd sizes, channels that fill vectors and that do not; tiles in one block, in many, and
// one by itself: the only one, and the last of a row.
const Case kCases[] = {
    {2, 2, 16, 16, PaddingKind::same, false},  {2, 2, 9, 160, PaddingKind::same, false},
    {4, 4, 16, 60, PaddingKind::valid, false}, {2, 14, 64, 64, PaddingKind::same, false},
    {1, 1, 16, 16, PaddingKind::same, true},   {4, 4, 16, 16, PaddingKind::same, false},
    {5, 7, 24, 21, PaddingKind::same, false},  {6, 9, 17, 33, PaddingKind::valid, false},
    {8, 34, 18, 40, PaddingKind::same, false}, {3, 4, 16, 16, PaddingKind::same, true},
    {5, 2, 19, 24, PaddingKind::same, true},   {2, 33, 20, 17, PaddingKind::same, true},
};

TestNetwork network_of(const Case& c) {
  auto x = Input({c.height, c.width, 2});
  auto h = Conv2D(c.inputs, {2, 2}, {.padding = "same", .activation = "tanh"})(x);
  if (c.repeated) h = UpSampling2D({2, 2})(h);
  // Among many outputs some are so near to 0 that a difference steps over a ReLU's edge.
  const Activation activation = c.filters <= 40 ? ActivationKind::relu : ActivationKind::tanh;
  return {{x}, {Conv2D(c.filters, {3, 3}, {.padding = c.padding, .activation = activation})(h)}};
}

TEST_CASE("winograd: what a convolution gives, sample by sample") {
  for (const Case& c : kCases) {
    CAPTURE(c.height);
    CAPTURE(c.repeated);
    auto x = Input({c.height, c.width, c.inputs});
    auto up = c.repeated ? UpSampling2D({2, 2})(x) : x;
    TestNetwork network{{x}, {Conv2D(c.filters, {3, 3}, {.padding = c.padding})(up)}};
    network.batch = 3;
    network.predict = true;
    base::ThreadPool pool(1);
    TestRun<double> run(network, kernels::reference_kernels<double>(), pool);
    REQUIRE(count_steps<WinogradStep>(run.executor().plan()) == 1);
    const Tensor images = test_tensor(1, 3, {c.height, c.width, c.inputs});
    run.loss();
    const Shape shape = network.outputs[0].shape();
    const std::int64_t scale = c.repeated ? 2 : 1;
    const std::int64_t before = c.padding == PaddingKind::same ? 1 : 0;
    const double* got = run.executor().output(0);
    for (std::int64_t i = 0; i < 3 * shape.size(); ++i) {
      const std::int64_t o = i % c.filters;
      const std::int64_t column = i / c.filters % shape[1];
      const std::int64_t row = i / c.filters / shape[1] % shape[0];
      const std::int64_t sample = i / shape.size();
      double sum = run.weights[1][static_cast<std::size_t>(o)];
      for (std::int64_t tap = 0; tap < 9; ++tap) {
        const std::int64_t y = row + tap / 3 - before;
        const std::int64_t z = column + tap % 3 - before;
        if (y < 0 || z < 0 || y >= c.height * scale || z >= c.width * scale) continue;
        for (std::int64_t input = 0; input < c.inputs; ++input) {
          const std::int64_t cell =
              ((sample * c.height + y / scale) * c.width + z / scale) * c.inputs + input;
          sum += static_cast<double>(images.values()[static_cast<std::size_t>(cell)]) *
                 run.weights[0][static_cast<std::size_t>((tap * c.inputs + input) * c.filters + o)];
        }
      }
      REQUIRE(got[i] == doctest::Approx(sum).epsilon(1e-11));
    }
  }
}

TEST_CASE("winograd: gradients of weights, biases and of what lies before") {
  for (const Case& c : kCases) {
    if (c.width > 30) continue;  // takes long
    CAPTURE(c.height);
    CAPTURE(c.repeated);
    base::ThreadPool pool(1);
    TestRun<double> run(network_of(c), kernels::reference_kernels<double>(), pool);
    REQUIRE(count_steps<WinogradStep>(run.executor().plan()) == 2);
    REQUIRE(count_steps<WinogradGradientStep>(run.executor().plan()) == 1);
    const auto every = static_cast<std::size_t>(307 + c.inputs * c.filters / 3);
    check_gradients(network_of(c), {19}, every);
  }
}

TEST_CASE("winograd: the same bits on any number of threads and any instruction set") {
  for (const Case& c : kCases) check_same_bits(network_of(c));
}

// One image has its channels in the lanes, several are in the lanes themselves.
TEST_CASE("winograd: one image alone has the bits that it has among others") {
  for (const Case& c : kCases) {
    base::ThreadPool pool(1);
    TestNetwork network = network_of(c);
    network.predict = true;
    network.batch = 2;
    const kernels::Kernels<float>& kernels = kernels::vector_kernels();
    TestRun<float> together(network, kernels, pool);
    together.loss();
    network.batch = 1;
    TestRun<float> alone(network, kernels, pool);
    alone.loss();
    REQUIRE(alone.executor().plan().channels_in_lanes);
    const auto size = static_cast<std::size_t>(network.outputs[0].shape().size());
    const float* one = alone.executor().output(0);
    CHECK(std::equal(one, one + size, together.executor().output(0)));
  }
}

TEST_CASE("winograd: layers that other steps do faster, or alone can do, are left to them") {
  const auto steps = [](const SymbolicTensor& x, const SymbolicTensor& y) {
    base::ThreadPool pool(1);
    TestRun<double> run({{x}, {y}}, kernels::reference_kernels<double>(), pool);
    return count_steps<WinogradStep>(run.executor().plan());
  };
  auto x = Input({4, 4, 16});
  CHECK(steps(x, Conv2D(16, {3, 3}, {.padding = "same"})(x)) == 1);
  CHECK(steps(x, Conv2D(8, {3, 3}, {.padding = "same"})(x)) == 0);
  CHECK(steps(x, Conv2D(16, {3, 3}, {.strides = {2, 2}})(x)) == 0);
  CHECK(steps(x, Conv2D(16, {3, 2})(x)) == 0);
  CHECK(steps(x, Conv2D(16, {5, 5}, {.padding = "same"})(x)) == 0);
  CHECK(steps(x, Conv2D(16, {3, 3})(UpSampling2D({2, 2})(x))) == 0);
  CHECK(steps(x, Conv2D(16, {3, 3}, {.padding = "same"})(UpSampling2D({2, 3})(x))) == 0);
  CHECK(steps(x, Conv2DTranspose(16, {3, 3}, {.padding = "same"})(x)) == 0);
}

}  // namespace
}  // namespace hourglass::plan
