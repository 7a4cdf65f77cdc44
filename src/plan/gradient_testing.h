// SPDX-License-Identifier: MIT
// Gradients against central differences, in double on plain loops; and the vectorised float kernels
// of every instruction set against those doubles.
#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "plan/plan_testing.h"

namespace hourglass::plan {

inline double norm(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

// Relative to the largest gradient of the variable; of every so many weights.
inline void check_differences(TestRun<double>& run, std::size_t every = 1) {
  run.loss();
  std::vector<std::vector<double>> gradients;
  for (std::size_t v = 0; v < run.weights.size(); ++v)
    gradients.push_back(run.executor().gradient(v));
  constexpr double kStep = 1e-5;
  for (std::size_t v = 0; v < run.weights.size(); ++v) {
    const double scale = norm(gradients[v]) + 1e-9;
    for (std::size_t i = 0; i < run.weights[v].size(); i += every) {
      double& weight = run.weights[v][i];
      const double kept = weight;
      weight = kept + kStep;
      const double above = run.loss();
      weight = kept - kStep;
      const double below = run.loss();
      weight = kept;
      CAPTURE(v);
      CAPTURE(i);
      CHECK(std::abs((above - below) / (2 * kStep) - gradients[v][i]) < 1e-6 * scale + 1e-10);
    }
  }
}

inline void check_vectorised(const TestNetwork& network, TestRun<double>& exact,
                             base::ThreadPool& pool) {
  const double loss = exact.loss();
  for (const kernels::Isa isa :
       {kernels::Isa::scalar, kernels::Isa::sse4, kernels::Isa::avx2, kernels::Isa::avx512}) {
    if (!kernels::has_isa(isa)) continue;
    CAPTURE(InstructionSet(isa).name());
    TestRun<float> run(network, kernels::vector_kernels(isa), pool);
    CHECK(run.loss() == doctest::Approx(loss).epsilon(1e-5));
    for (std::size_t v = 0; v < exact.weights.size(); ++v) {
      const std::vector<double> expected = exact.executor().gradient(v);
      const std::vector<float> got = run.executor().gradient(v);
      std::vector<double> difference;
      for (std::size_t i = 0; i < got.size(); ++i)
        difference.push_back(static_cast<double>(got[i]) - expected[i]);
      CAPTURE(v);
      CHECK(norm(difference) <= 2e-5 * norm(expected) + 1e-7);
    }
  }
}

// Batches of part of a block, of one and of several; shards of one block and more.
inline void check_gradients(TestNetwork network,
                            std::initializer_list<std::int64_t> batches = {1, 5, 19},
                            std::size_t every = 1) {
  base::ThreadPool pool(2);
  for (const std::int64_t batch : batches) {
    CAPTURE(batch);
    network.batch = batch;
    TestRun<double> run(network, kernels::reference_kernels<double>(), pool);
    check_differences(run, every);
    check_vectorised(network, run, pool);
  }
}

// Of the gradients, with shards in need of several threads and a last one that is short.
inline void check_same_bits(TestNetwork network) {
  network.batch = 50;
  std::vector<std::vector<float>> expected;
  for (const int threads : {1, 3}) {
    base::ThreadPool pool(threads);
    for (const kernels::Isa isa : {kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      TestRun<float> run(network, kernels::vector_kernels(isa), pool);
      run.loss();
      std::vector<std::vector<float>> gradients;
      for (std::size_t v = 0; v < run.weights.size(); ++v)
        gradients.push_back(run.executor().gradient(v));
      if (expected.empty()) expected = gradients;
      CHECK(gradients == expected);
    }
  }
}

}  // namespace hourglass::plan
