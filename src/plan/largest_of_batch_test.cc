// SPDX-License-Identifier: MIT
// The largest units of a whole batch, and a code that keeps them.
#include "plan/largest_of_batch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <numeric>

#include "hourglass/layers/core.h"
#include "hourglass/layers/sparse_codes.h"
#include "plan/gradient_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

namespace {

using Places = std::vector<std::int64_t>;

// Where the numbers are that are kept, counted through the whole batch.
Places kept_places(const std::vector<float>& codes, std::int64_t units, std::int64_t count,
                   int threads) {
  const std::int64_t samples = std::ssize(codes) / units;
  KeptUnits<float> kept({units, units}, samples);
  LargestOfBatch<float> largest(samples, threads);
  base::ThreadPool pool(threads);
  largest.keep(pool, codes.data(), samples, units, count, kept);
  Places places;
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    const KeptEntries<float>& entries = kept.of_sample(sample);
    for (std::int64_t i = 0; i < entries.count; ++i) {
      places.push_back(sample * units + entries.units[i]);
      const float code = codes[static_cast<std::size_t>(places.back())];
      CHECK((entries.values[i] == code || (std::isnan(entries.values[i]) && std::isnan(code))));
    }
  }
  return places;
}

Places sorted_places(const std::vector<float>& codes, std::int64_t count) {
  Places places(codes.size());
  std::iota(places.begin(), places.end(), 0);
  const auto at = [&](std::int64_t place) { return codes[static_cast<std::size_t>(place)]; };
  const auto rank = [&](std::int64_t place) {
    return std::isnan(at(place)) ? std::numeric_limits<double>::infinity()
                                 : static_cast<double>(std::min(at(place), FLT_MAX));
  };
  std::erase_if(places, [&](std::int64_t place) { return at(place) <= 0; });
  std::stable_sort(places.begin(), places.end(),
                   [&](std::int64_t a, std::int64_t b) { return rank(a) > rank(b); });
  if (std::ssize(places) > count) places.resize(static_cast<std::size_t>(count));
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace

TEST_CASE(
    "the largest of a batch are kept, of equal ones the first, NaN before all, and nothing that is "
    "not above 0") {
  constexpr std::int64_t kUnits = 37;
  for (const std::int64_t samples : {1, 3, 40}) {
    std::vector<float> different;
    std::vector<float> alike;
    std::vector<float> close;  // in their upper bits
    for (std::int64_t i = 0; i < samples * kUnits; ++i) {
      different.push_back(test_number(3, i));
      alike.push_back(std::floor(4 * test_number(4, i)));
      close.push_back(1 + 1e-5F * test_number(5, i));
    }
    std::vector<float> odd = different;
    odd[0] = std::numeric_limits<float>::quiet_NaN();
    odd[3] = -std::numeric_limits<float>::quiet_NaN();
    odd[5] = std::numeric_limits<float>::infinity();
    odd[7] = std::numeric_limits<float>::denorm_min();
    odd[9] = -0.0F;
    for (const auto& codes : {different, alike, close, odd}) {
      for (const std::int64_t count : {1L, 7L, 5 * samples, samples * kUnits}) {
        CAPTURE(samples);
        CAPTURE(count);
        const Places expected = sorted_places(codes, count);
        CHECK(kept_places(codes, kUnits, count, 1) == expected);
        CHECK(kept_places(codes, kUnits, count, 3) == expected);
      }
    }
  }
}

TEST_CASE("the largest of a batch: gradients, alone and before other layers") {
  auto x = Input({7});
  auto code = [&](std::int64_t k) { return BatchTopK(k)(Dense(21, {.activation = "relu"})(x)); };
  check_gradients({{x}, {Dense(7)(code(3))}});
  auto deep =
      BatchTopK(2)(Dense(9, {.activation = "sigmoid"})(Dense(5, {.activation = "tanh"})(x)));
  check_gradients({{x}, {Dense(7)(deep), Dense(4)(deep)}});
  check_gradients({{x}, {Dense(3, {.activation = "tanh"})(code(4)), code(4)}});
}

TEST_CASE("neither threads nor the vector width show in the bits of a batch's largest") {
  auto x = Input({19});
  const TestNetwork network{
      {x}, {Dense(19)(BatchTopK(7)(Dense(300, {.activation = "relu"})(x)))}, {}, {}, 150};
  base::ThreadPool one(1);
  TestRun<float> reference(network, kernels::vector_kernels(), one);
  const double loss = reference.loss();
  for (const int threads : {1, 2, 3, 7}) {
    base::ThreadPool pool(threads);
    for (const kernels::Isa isa : {kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      TestRun<float> run(network, kernels::vector_kernels(isa), pool);
      CHECK(run.loss() == loss);
      for (std::size_t v = 0; v < run.weights.size(); ++v)
        CHECK(run.executor().gradient(v) == reference.executor().gradient(v));
    }
  }
}

TEST_CASE(
    "the divergence of a code's means: gradients, before other layers and with other penalties") {
  auto x = Input({7});
  auto code = Dense(6, {.activation = "sigmoid"})(x);
  check_gradients({{x}, {Dense(7)(KLSparsity({.rate = 0.1F, .weight = 0.5F})(code))}});
  auto twice = KLSparsity({.rate = 0.3F, .weight = 2})(
      Dense(4, {.activation = "sigmoid", .activity_regularizer = L1(0.1F)})(
          KLSparsity({.weight = 0.1F})(code)));
  check_gradients({{x}, {Dense(7)(twice), code}});
}
