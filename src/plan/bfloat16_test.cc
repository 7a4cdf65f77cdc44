// SPDX-License-Identifier: MIT
// Dense layers whose products are of bfloat16: what is rounded and what is not, and how far that
// takes gradients from those of float32.
#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/regularization.h"
#include "hourglass/layers/reshaping.h"
#include "hourglass/layers/sparse_codes.h"
#include "plan/gradient_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

namespace {

double rounded(double x) { return kernels::round_to_bfloat16(static_cast<float>(x)); }

// Sizes that are no multiples of a pair, a vector, a piece of a kernel or of a batch.
TestNetwork odd_network() {
  auto x = Input({71});
  auto h = Dense(67, {.activation = "relu"})(x);
  h = Dense(35, {.use_bias = false})(h);
  return {{x}, {Dense(71, {.activation = "sigmoid"})(h)}, {}, {}, 301, std::nullopt, false, true};
}

TestNetwork in_bfloat16(SymbolicTensor input, SymbolicTensor output, std::int64_t batch = 19) {
  return {{std::move(input)}, {std::move(output)}, {}, {}, batch, std::nullopt, false, true};
}

double distance(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return norm(a);
}

bool is_rounded(const Step& step) {
  const auto* dense = std::get_if<DenseStep>(&step.kind);
  return dense != nullptr && dense->rounded >= 0;
}

}  // namespace

TEST_CASE("both factors of a product are rounded, and nothing else") {
  auto x = Input({3});
  constexpr std::int64_t kBatch = 5;
  base::ThreadPool pool(1);
  TestRun<double> run(in_bfloat16(x, Dense(2)(x), kBatch), kernels::reference_kernels<double>(),
                      pool);
  const double loss = run.loss();
  const Tensor in = test_tensor(1, kBatch, {3});
  const Tensor target = test_tensor(50, kBatch, {2}, 0.05F, 0.95F);
  double expected = 0;
  std::vector<double> kernel(6);
  std::vector<double> bias(2);
  for (std::int64_t sample = 0; sample < kBatch; ++sample) {
    for (std::size_t unit = 0; unit < 2; ++unit) {
      double out = run.weights[1][unit];
      for (std::size_t i = 0; i < 3; ++i)
        out += rounded(in.sample(sample)[i]) * rounded(run.weights[0][i * 2 + unit]);
      const double distance = out - static_cast<double>(target.sample(sample)[unit]);
      expected += distance * distance / (2 * kBatch);
      const double gradient = 2 * distance / (2 * kBatch);
      bias[unit] += gradient;
      for (std::size_t i = 0; i < 3; ++i)
        kernel[i * 2 + unit] += rounded(in.sample(sample)[i]) * rounded(gradient);
    }
  }
  CHECK(loss == doctest::Approx(expected).epsilon(1e-12));
  const auto check = [&](std::size_t variable, const std::vector<double>& gradient) {
    const std::vector<double> got = run.executor().gradient(variable);
    for (std::size_t i = 0; i < gradient.size(); ++i)
      CHECK(got[i] == doctest::Approx(gradient[i]).epsilon(1e-12));
  };
  check(0, kernel);
  check(1, bias);
}

TEST_CASE("the gradient of an input is a product of rounded factors") {
  auto x = Input({1});
  base::ThreadPool pool(1);
  // Of the first layer's bias it is all there is.
  TestRun<double> run(in_bfloat16(x, Dense(1, {.use_bias = false})(Dense(1)(x)), 1),
                      kernels::reference_kernels<double>(), pool);
  run.loss();
  const double in = test_tensor(1, 1, {1}).values()[0];
  const double target = test_tensor(50, 1, {1}, 0.05F, 0.95F).values()[0];
  const double code = run.weights[1][0] + rounded(in) * rounded(run.weights[0][0]);
  const double out = rounded(code) * rounded(run.weights[2][0]);
  const double expected = rounded(2 * (out - target)) * rounded(run.weights[2][0]);
  CHECK(run.executor().gradient(1)[0] == doctest::Approx(expected).epsilon(1e-12));
}

TEST_CASE("gradients are those of the plain loops, and of float32 as near as bfloat16 is") {
  auto x = Input({9});
  auto sequence = Input({3, 5});
  auto image = Input({6, 6, 1});
  auto h = Conv2D(3, 3, {.padding = "same", .activation = "relu"})(image);
  const Dense encode(4, {.activation = "tanh"});
  TestNetwork networks[] = {
      odd_network(),
      in_bfloat16(sequence, Dense(5)(Dense(7, {.activation = "tanh"})(sequence))),
      in_bfloat16(image, Reshape({6, 6, 1})(Dense(36)(Dense(5)(Flatten()(h))))),
      in_bfloat16(x, Dense(9, {.tied_to = encode})(encode(x))),
      in_bfloat16(x, Dense(9)(Dense(4, {.activation = "sigmoid", .contraction = 0.1F})(x))),
      in_bfloat16(x, Dense(9)(TopK(3)(Dense(8)(x)))),
      in_bfloat16(x, Dense(9)(Dropout(0.2F)(Dense(1)(x)))),
  };
  base::ThreadPool pool(2);
  for (TestNetwork& network : networks) {
    CAPTURE(std::distance(networks, &network));
    TestRun<float> run(network, kernels::vector_kernels(), pool);
    TestRun<double> plain(network, kernels::reference_kernels<double>(), pool);
    network.bfloat16 = false;
    TestRun<double> exact(network, kernels::reference_kernels<double>(), pool);
    const double loss = run.loss();
    CHECK(loss == doctest::Approx(plain.loss()).epsilon(1e-5));
    CHECK(loss == doctest::Approx(exact.loss()).epsilon(0.01));
    bool differs = false;
    for (std::size_t v = 0; v < run.weights.size(); ++v) {
      CAPTURE(v);
      const std::vector<float> floats = run.executor().gradient(v);
      const std::vector<double> got(floats.begin(), floats.end());
      // Where a sum's last bit decides how it is rounded next, both may go their own way.
      const std::vector<double> rounded = plain.executor().gradient(v);
      CHECK(distance(got, rounded) <= 1e-3 * norm(rounded) + 1e-9);
      const std::vector<double> expected = exact.executor().gradient(v);
      CHECK(distance(got, expected) <= 0.05 * norm(expected) + 1e-9);
      differs = differs || distance(got, expected) > 1e-4 * norm(expected);
    }
    CHECK(differs);
  }
}

TEST_CASE(
    "in bfloat16, too, every number of threads and every instruction set give the same bits") {
  const auto weights = [](kernels::Isa isa, int threads, std::int64_t last_batch) {
    base::ThreadPool pool(threads);
    TestRun<float> run(odd_network(), kernels::vector_kernels(isa), pool);
    const UpdateRule<float> rule{kernels::UpdateKind::sgd, 0.5F, 0, 0, 1, 1, 0, 0};
    for (int step = 0; step < 4; ++step) {
      if (step == 3) run.shorten(last_batch);
      run.loss();
      run.executor().update(rule);
    }
    return run.weights;
  };
  for (const std::int64_t last_batch : {301, 130, 17, 1}) {
    const auto one = weights(kernels::Isa::best, 1, last_batch);
    for (const kernels::Isa isa : {kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      CAPTURE(InstructionSet(isa).name());
      for (const int threads : {1, 2, 3, 7}) CHECK(weights(isa, threads, last_batch) == one);
    }
  }
}

TEST_CASE("in bfloat16, a shorter batch is no other than a batch of that size") {
  base::ThreadPool pool(2);
  TestNetwork network = odd_network();
  TestRun<float> shortened(network, kernels::vector_kernels(), pool);
  shortened.loss();
  for (const std::int64_t count : {300, 129, 16, 3, 1}) {
    shortened.shorten(count);
    network.batch = count;
    TestRun<float> run(network, kernels::vector_kernels(), pool);
    CHECK(run.loss() == shortened.loss());
    for (std::size_t v = 0; v < run.weights.size(); ++v)
      CHECK(run.executor().gradient(v) == shortened.executor().gradient(v));
  }
}

TEST_CASE("clipped gradients are of the same rounded products") {
  const auto weights = [](const Clipping& clipping) {
    base::ThreadPool pool(2);
    TestRun<float> run(odd_network(), kernels::vector_kernels(), pool);
    run.executor().reserve_gradients();
    run.loss();
    const UpdateRule<float> rule{kernels::UpdateKind::sgd, 0.5F, 0, 0, 1, 1, 0, 0};
    if (clipping.clips()) {
      run.executor().update_clipped(rule, clipping);
    } else {
      run.executor().update(rule);
    }
    return run.weights;
  };
  CHECK(weights({.value = 1e9}) == weights({}));
  CHECK(weights({.norm = 1e9}) == weights({}));
}

TEST_CASE("only dense layers are rounded, and only where they are trained") {
  auto x = Input({9});
  TestNetwork network = in_bfloat16(x, Dense(9)(Dense(4)(x)));
  base::ThreadPool pool(1);
  const auto count = [&] {
    TestRun<float> run(network, kernels::vector_kernels(), pool);
    const auto& steps = run.executor().plan().steps;
    return std::count_if(steps.begin(), steps.end(), is_rounded);
  };
  // Forward twice, and back to the code.
  CHECK(count() == 3);
  network.bfloat16 = false;
  CHECK(count() == 0);
  auto image = Input({6, 6, 1});
  network = in_bfloat16(image, Conv2D(1, 3, {.padding = "same"})(image));
  CHECK(count() == 0);
}
