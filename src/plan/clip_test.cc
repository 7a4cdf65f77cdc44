// SPDX-License-Identifier: MIT
// Updates from clipped gradients, against the formulas of hourglass/optimizers.h in double.
#include <doctest/doctest.h>

#include <algorithm>

#include "hourglass/layers/convolution.h"
#include "hourglass/layers/core.h"
#include "hourglass/layers/reshaping.h"
#include "plan/plan_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

namespace {

using Numbers = std::vector<std::vector<double>>;

// Weights of several ranges, penalties on some of them.
TestNetwork network() {
  auto x = Input({300});
  auto h = Dense(120, {.activation = "tanh", .kernel_regularizer = L1L2(0.003F, 0.02F)})(x);
  return {.inputs = {x}, .outputs = {Dense(300)(h)}, .batch = 19};
}

double squares(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number * number;
  return sum;
}

// What the update is to clip: gradients of the loss and of the penalty, which is on the first
// variable alone.
Numbers penalized_gradients(TestRun<double>& run) {
  Numbers gradients;
  for (std::size_t v = 0; v < run.weights.size(); ++v)
    gradients.push_back(run.executor().gradient(v));
  for (std::size_t i = 0; i < gradients[0].size(); ++i) {
    const double weight = run.weights[0][i];
    gradients[0][i] += static_cast<double>(0.003F) * (weight > 0 ? 1 : -1) +
                       2 * static_cast<double>(0.02F) * weight;
  }
  return gradients;
}

constexpr UpdateRule<double> kPlainStep = {kernels::UpdateKind::sgd, 1, 0, 0, 1, 1, 0, 0};

// The gradients that the weights moved by.
Numbers clipped(const Clipping& clipping, Numbers& unclipped) {
  base::ThreadPool pool(2);
  TestRun<double> run(network(), kernels::reference_kernels<double>(), pool);
  run.loss();
  unclipped = penalized_gradients(run);
  Numbers before = run.weights;
  run.executor().reserve_gradients();
  run.executor().update_clipped(kPlainStep, clipping);
  for (std::size_t v = 0; v < before.size(); ++v) {
    for (std::size_t i = 0; i < before[v].size(); ++i) before[v][i] -= run.weights[v][i];
  }
  return before;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("clipnorm scales the gradient of each variable down to a norm, and none up") {
  Numbers gradients;
  clipped({.norm = 1}, gradients);
  // Between the largest and the smallest norm, so that some are scaled and some are not.
  std::vector<double> norms;
  for (const auto& gradient : gradients) norms.push_back(std::sqrt(squares(gradient)));
  const auto [least, most] = std::minmax_element(norms.begin(), norms.end());
  const double limit = (*least + *most) / 2;
  const Numbers moved = clipped({.norm = limit}, gradients);
  for (std::size_t v = 0; v < gradients.size(); ++v) {
    for (double& number : gradients[v]) number *= limit / std::max(norms[v], limit);
    CHECK(largest_difference(moved[v], gradients[v]) < 1e-12);
  }
}

TEST_CASE("global_clipnorm scales all gradients by the norm of all") {
  Numbers gradients;
  clipped({.norm = 1}, gradients);
  double sum = 0;
  for (const auto& gradient : gradients) sum += squares(gradient);
  const double norm = std::sqrt(sum);
  for (const double limit : {norm / 3, norm * 3}) {
    const Numbers moved = clipped({.global_norm = limit}, gradients);
    for (std::size_t v = 0; v < gradients.size(); ++v) {
      for (double& number : gradients[v]) number *= limit / std::max(norm, limit);
      CHECK(largest_difference(moved[v], gradients[v]) < 1e-12);
    }
  }
}

TEST_CASE("clipvalue cuts every number") {
  Numbers gradients;
  clipped({.norm = 1}, gradients);
  constexpr double kMost = 0.004;
  const Numbers moved = clipped({.value = kMost}, gradients);
  bool is_cut = false;
  for (std::size_t v = 0; v < gradients.size(); ++v) {
    for (double& number : gradients[v]) {
      is_cut = is_cut || std::abs(number) > kMost;
      number = std::clamp(number, -kMost, kMost);
    }
    CHECK(largest_difference(moved[v], gradients[v]) < 1e-12);
  }
  CHECK(is_cut);
}

TEST_CASE("clipped updates have the same bits for any number of threads") {
  constexpr UpdateRule<float> kStep = {kernels::UpdateKind::sgd, 0.1F, 0, 0, 1, 1, 0, 0};
  const auto x = Input({9, 8, 2});
  const auto h = Conv2D(3, 3, {.padding = "same", .activation = "relu"})(x);
  const auto r = Reshape({9, 8, 2})(Dense(144)(Flatten()(h)));
  for (const Clipping clipping :
       {Clipping{.norm = 0.01}, Clipping{.global_norm = 0.01}, Clipping{.value = 0.001}}) {
    const auto weights = [&](kernels::Isa isa, int threads) {
      base::ThreadPool pool(threads);
      TestRun<float> run({.inputs = {x}, .outputs = {r}, .batch = 40}, kernels::vector_kernels(isa),
                         pool);
      run.executor().reserve_gradients();
      for (int step = 0; step < 3; ++step) {
        run.loss();
        run.executor().update_clipped(kStep, clipping);
      }
      return run.weights;
    };
    for (const kernels::Isa isa :
         {kernels::Isa::scalar, kernels::Isa::sse4, kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      const auto one = weights(isa, 1);
      for (const int threads : {2, 5}) CHECK(weights(isa, threads) == one);
      if (isa == kernels::Isa::avx512) CHECK(weights(kernels::Isa::avx2, 1) == one);
    }
  }
}
