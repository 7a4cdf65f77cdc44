// SPDX-License-Identifier: MIT
// Sparse codes: what is kept, and that leaving zeros out changes no bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "hourglass/layers/core.h"
#include "hourglass/layers/sparse_codes.h"
#include "plan/kept_units.h"
#include "plan/plan_testing.h"

using namespace hourglass;
using namespace hourglass::plan;

namespace {

struct Kept {
  std::vector<std::int32_t> units;
  std::vector<float> values;
};

Kept kept_of(const std::vector<float>& numbers, std::int64_t k) {
  std::vector<std::int32_t> scratch(static_cast<std::size_t>(2 * k));
  Kept kept{std::vector<std::int32_t>(static_cast<std::size_t>(k)),
            std::vector<float>(static_cast<std::size_t>(k))};
  KeptEntries<float> entries{0, kept.units.data(), kept.values.data(), nullptr};
  keep_largest(numbers.data(), std::ssize(numbers), k, scratch.data(), entries);
  kept.units.resize(static_cast<std::size_t>(entries.count));
  kept.values.resize(static_cast<std::size_t>(entries.count));
  return kept;
}

std::vector<std::int32_t> sorted_units(const std::vector<float>& numbers, std::int64_t k) {
  std::vector<std::int32_t> units(numbers.size());
  std::iota(units.begin(), units.end(), 0);
  const auto at = [&](std::int32_t unit) { return numbers[static_cast<std::size_t>(unit)]; };
  std::stable_sort(units.begin(), units.end(),
                   [&](std::int32_t a, std::int32_t b) { return at(a) > at(b); });
  units.resize(static_cast<std::size_t>(k));
  std::erase_if(units, [&](std::int32_t unit) { return at(unit) == 0; });
  std::sort(units.begin(), units.end());
  return units;
}

TestNetwork network_of(std::int64_t units, std::int64_t k, std::int64_t batch) {
  auto x = Input({19});
  auto h = Dense(units, {.activation = "relu"})(x);
  if (k > 0) h = TopK(k)(h);
  return {{x}, {Dense(19)(h)}, {}, {}, batch};
}

std::vector<std::vector<float>> gradients_of(TestRun<float>& run) {
  std::vector<std::vector<float>> gradients;
  const auto& variables = run.executor().plan().variables;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    if (variables[v]->trainable) gradients.push_back(run.executor().gradient(v));
  }
  return gradients;
}

void check_same_bits(TestRun<float>& a, TestRun<float>& b) {
  CHECK(a.loss() == b.loss());
  CHECK(gradients_of(a) == gradients_of(b));
}

}  // namespace

TEST_CASE("the k largest are kept, of equal ones the first, and no zeros") {
  CHECK(kept_of({1, 3, 2, 3, 3}, 2).units == std::vector<std::int32_t>{1, 3});
  CHECK(kept_of({0, 0, 2, 0, 0}, 3).units == std::vector<std::int32_t>{2});
  CHECK(kept_of({-4, -1, -3}, 2).values == std::vector<float>{-1, -3});
  CHECK(kept_of({5}, 1).units == std::vector<std::int32_t>{0});
  for (const std::int64_t size : {1, 7, 16, 33, 1000}) {
    for (const std::int64_t k : {1, 2, 5, 32}) {
      if (k > size) continue;
      std::vector<float> different;
      std::vector<float> alike;  // many of them equal, and half of them 0
      for (std::int64_t i = 0; i < size; ++i) {
        different.push_back(test_number(9, i));
        alike.push_back(std::floor(std::max(0.0F, 6 * test_number(10, i))));
      }
      for (const std::vector<float>& numbers : {different, alike}) {
        const Kept kept = kept_of(numbers, k);
        CHECK(kept.units == sorted_units(numbers, k));
        for (std::size_t i = 0; i < kept.units.size(); ++i)
          CHECK(kept.values[i] == numbers[static_cast<std::size_t>(kept.units[i])]);
      }
    }
  }
}

TEST_CASE("a NaN is kept as the largest, whatever comes after it") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(kept_of({1, 3, -nan, 2}, 2).units == std::vector<std::int32_t>{1, 2});
  std::vector<float> numbers;
  for (std::int64_t i = 0; i < 100; ++i) numbers.push_back(1 + test_number(9, i));
  for (const std::size_t place : {0, 40, 99}) {
    for (const std::int64_t k : {1, 3, 7}) {
      std::vector<float> with_nan = numbers;
      with_nan[place] = nan;
      std::vector<float> with_largest = numbers;
      with_largest[place] = 10;
      const Kept kept = kept_of(with_nan, k);
      CHECK(kept.units == kept_of(with_largest, k).units);
      CHECK(std::count_if(kept.values.begin(), kept.values.end(),
                          [](float value) { return std::isnan(value); }) == 1);
    }
  }
  CHECK(kept_of(std::vector<float>(50, nan), 3).units == std::vector<std::int32_t>{0, 1, 2});
}

TEST_CASE("no unit has to be idle for longer than is counted to be dead") {
  const std::int64_t most = std::int64_t{1} << 24;
  CHECK(KeptList{.units = 1, .most = 1}.samples_to_death(3 * most) == most);
  CHECK(KeptList{.units = 1, .most = 1}.samples_to_death(70) == 70);
  CHECK(KeptList{.units = 1, .most = 1, .dead_after = 5}.samples_to_death(3 * most) == 5);
}

TEST_CASE("the uses of a unit are those of the samples that kept it, in order") {
  KeptUnits<float> kept({4, 2}, 3);
  const auto keep = [&](std::int64_t sample, std::vector<std::int32_t> units) {
    KeptEntries<float>& entries = kept.of_sample(sample);
    entries.count = std::ssize(units);
    for (std::size_t i = 0; i < units.size(); ++i) {
      entries.units[i] = units[i];
      entries.values[i] = static_cast<float>(10 * sample + units[i]);
      entries.gradients[i] = -entries.values[i];
    }
  };
  keep(0, {1, 3});
  keep(1, {});
  keep(2, {0, 3});
  kept.sort_by_unit(3);
  CHECK(kept.uses_of(2).empty());
  REQUIRE(kept.uses_of(3).size() == 2);
  CHECK(kept.uses_of(3)[0].sample == 0);
  CHECK(kept.uses_of(3)[1].sample == 2);
  CHECK(kept.uses_of(3)[1].value == 23);
  CHECK(kept.uses_of(3)[1].gradient == -23);
  // Of a shorter batch, the others' samples are those of an earlier one.
  kept.sort_by_unit(2);
  CHECK(kept.uses_of(0).empty());
  CHECK(kept.uses_of(3).size() == 1);
}

TEST_CASE("a code of which everything is kept trains to the bits of one without a TopK") {
  base::ThreadPool pool(2);
  for (const std::int64_t units : {5, 70, 300}) {
    CAPTURE(units);
    TestRun<float> dense(network_of(units, 0, 90), kernels::vector_kernels(), pool);
    TestRun<float> sparse(network_of(units, units, 90), kernels::vector_kernels(), pool);
    check_same_bits(dense, sparse);
  }
}

TEST_CASE("neither threads nor the vector width show in the bits of a sparse code") {
  base::ThreadPool one(1);
  const TestNetwork network = network_of(300, 7, 150);
  TestRun<float> reference(network, kernels::vector_kernels(), one);
  for (const int threads : {1, 2, 3, 7}) {
    base::ThreadPool pool(threads);
    for (const kernels::Isa isa : {kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      TestRun<float> run(network, kernels::vector_kernels(isa), pool);
      check_same_bits(reference, run);
    }
  }
}
