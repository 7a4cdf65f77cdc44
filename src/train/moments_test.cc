// SPDX-License-Identifier: MIT
#include "train/moments.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "hourglass/column_statistics.h"

using namespace hourglass;
using train::variance_of;

namespace {

// The later, the larger: the first samples know nothing of the others.
Tensor growing(std::int64_t count, const Shape& shape) {
  Tensor samples(count, shape);
  double number = 0;
  for (float& value : samples.values()) {
    value = static_cast<float>(std::sin(number * 0.37) * number);
    number += 1;
  }
  return samples;
}

double mean_variance(const Tensor& samples) {
  const auto variance = column_statistics(samples).variance;
  double sum = 0;
  for (const double one : variance) sum += one;
  return sum / static_cast<double>(variance.size());
}

}  // namespace

TEST_CASE("the variance is that of all samples, however many there are") {
  base::ThreadPool pool(2);
  const std::int64_t count = (std::int64_t{1} << 23) / 100 * 2;
  const Tensor many = growing(count, {100});
  CHECK(variance_of(many, pool) == doctest::Approx(mean_variance(many)).epsilon(1e-12));
  const Tensor wide = growing(3, {7, 9000});
  CHECK(variance_of(wide, pool) == doctest::Approx(mean_variance(wide)).epsilon(1e-12));
  CHECK(variance_of(Tensor(1, {5}), pool) == 0);
}

TEST_CASE("the variance has the same bits on any number of threads") {
  const Tensor samples = growing(20'000, {37});
  base::ThreadPool one(1);
  const double variance = variance_of(samples, one);
  for (const int threads : {2, 3, 7}) {
    base::ThreadPool pool(threads);
    CHECK(variance_of(samples, pool) == variance);
  }
}

TEST_CASE("the variance of what is not finite is no number") {
  base::ThreadPool pool(2);
  for (const float odd :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Tensor samples = growing(4000, {37});
    samples.sample(3999)[2] = odd;
    CHECK(std::isnan(variance_of(samples, pool)));
  }
}
