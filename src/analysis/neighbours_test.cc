// SPDX-License-Identifier: MIT
#include "analysis/neighbours.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "analysis/accuracy.h"
#include "analysis/nearest.h"
#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;

namespace {

const std::vector<std::int32_t> kThree = {0, 1, 2};

// Numbers from -8 to 8 with few bits, so that many distances are the same.
Tensor coarse(std::int64_t batch, std::int64_t size, std::uint32_t state) {
  Tensor tensor(batch, {size});
  for (float& value : tensor.values()) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<float>(state >> 28U) - 8;
  }
  return tensor;
}

double squared_distance(std::span<const float> a, std::span<const float> b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                               [](double x, double y) { return (x - y) * (x - y); });
}

// All distances, sorted: what nearest_points must find.
std::vector<std::int64_t> nearest_by_sorting(const Tensor& points, const Tensor& queries,
                                             std::int64_t k, Itself itself) {
  std::vector<std::int64_t> found;
  for (std::int64_t query = 0; query < queries.batch(); ++query) {
    std::vector<std::pair<double, std::int64_t>> all;
    for (std::int64_t point = 0; point < points.batch(); ++point) {
      if (itself == Itself::does_not && point == query) continue;
      all.emplace_back(squared_distance(points.sample(point), queries.sample(query)), point);
    }
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i) found.push_back(all[i].second);
  }
  return found;
}

void check_nearest(const Tensor& points, const Tensor& queries, std::int64_t k) {
  CHECK(nearest_points(points, queries, k) ==
        nearest_by_sorting(points, queries, k, Itself::counts));
}

}  // namespace

TEST_CASE("the nearest are those that sorting all distances gives, ties and all") {
  for (const std::int64_t size : {1, 2, 7, 33}) {
    const Tensor points = coarse(1100, size, 1);
    check_nearest(points, coarse(300, size, 2), 5);
    CHECK(nearest_points(points, points, 3, Itself::does_not) ==
          nearest_by_sorting(points, points, 3, Itself::does_not));
  }
}

TEST_CASE("points that are the same take their turns") {
  Tensor points(500, {2});
  for (std::size_t i = 0; i < 500; ++i) points.values()[2 * i] = i % 7 == 3 ? -0.0F : 1.0F;
  check_nearest(points, Tensor(2, {2}, {0.1F, 0, 0.9F, 0}), 90);
  CHECK(nearest_points(points, points, 90, Itself::does_not) ==
        nearest_by_sorting(points, points, 90, Itself::does_not));
  CHECK(nearest_points(Tensor(4, {1}), Tensor(1, {1}), 4) == std::vector<std::int64_t>{0, 1, 2, 3});
}

TEST_CASE("distances that float32 cannot tell apart are told apart") {
  Tensor points(200, {1});
  for (std::size_t i = 0; i < 200; ++i)
    points.values()[i] = 1e6F + static_cast<float>(i * 37 % 200) / 16;
  Tensor queries(2, {1}, {1e6F, -1e9F});
  check_nearest(points, queries, 4);
}

TEST_CASE("numbers at the ends of float32 have neighbours too") {
  const float large = std::numeric_limits<float>::max();
  const float small = std::numeric_limits<float>::denorm_min();
  check_nearest(Tensor(4, {2}, {large, large, -large, large, 0, 0, large, 0}),
                Tensor(2, {2}, {large, -large, 1, 1}), 3);
  check_nearest(Tensor(4, {1}, {3 * small, small, 0, 9 * small}), Tensor(1, {1}, {4 * small}), 4);
  check_nearest(Tensor(4, {1}, {1e-25F, 3e-25F, 2e-25F, 1}), Tensor(1, {1}, {0}), 3);
}

TEST_CASE("neighbours in the same order are to be trusted wholly") {
  const Tensor samples(5, {2}, {0, 0, 1, 0, 3, 0, 6, 0, 10, 0});
  CHECK(trustworthiness(samples, Tensor(5, {1}, {0, 1, 3, 6, 10}), 2) == 1);
}

TEST_CASE("a false neighbour costs the ranks that it comes from too far") {
  // The codes of the first and the last are exchanged. Of 0 the nearest code is that of 3, which is
  // third among the samples; of 1 that of 4, the fourth; of 2 that of 1, of 3 that of 2, the first;
  // of 4 that of 1, the third. That is 2 + 3 + 2 too many.
  const Tensor samples(5, {1}, {0, 1, 3, 6, 10});
  const Tensor codes(5, {1}, {10, 1, 3, 6, 0});
  CHECK(trustworthiness(samples, codes, 1) == doctest::Approx(1 - 7 * 2.0 / (5 * (10 - 3 - 1))));
}

TEST_CASE("trust needs as many codes as samples, and twice as many as neighbours") {
  CHECK(says(error_of([] { trustworthiness(Tensor(4, {1}), Tensor(3, {1}), 1); }),
             ErrorCode::shape_mismatch, "[trustworthiness] 4 samples and 3 codes given"));
  CHECK(says(error_of([] { trustworthiness(Tensor(10, {1}), Tensor(10, {1}), 5); }),
             ErrorCode::invalid_argument, "k is 5; expected 1 to 4, for 10 samples"));
  CHECK(error_of([] { trustworthiness(Tensor(10, {1}), Tensor(10, {1}), 0); }));
}

TEST_CASE("most of the nearest labels decide, the smallest of those that are as many") {
  const Tensor codes(6, {1}, {0, 1, 2, 3, 4, 5});
  const std::vector<std::int32_t> labels = {9, 7, 7, 8, 8, 9};
  CHECK(nearest_labels(codes, labels, Tensor(1, {1}, {1.4F}), 3) == std::vector{7});
  CHECK(nearest_labels(codes, labels, Tensor(1, {1}, {2.6F}), 4) == std::vector{7});
  CHECK(nearest_labels(codes, labels, Tensor(2, {1}, {-1, 9}), 1) == std::vector{9, 9});
}

TEST_CASE("of codes that are as far the first is nearer") {
  const Tensor codes(3, {2}, {1, 0, 0, 1, -1, 0});
  CHECK(nearest_labels(codes, kThree, Tensor(1, {2}), 1) == std::vector{0});
  CHECK(nearest_labels(codes, kThree, Tensor(0, {2}), 1).empty());
}

TEST_CASE("codes and labels that do not fit are refused") {
  const Tensor codes(3, {2});
  CHECK(says(error_of([&] { nearest_labels(Tensor(2, {2}), kThree, codes, 1); }),
             ErrorCode::shape_mismatch, "2 train codes and 3 labels given"));
  CHECK(says(error_of([&] { nearest_labels(codes, kThree, Tensor(1, {3}), 1); }),
             ErrorCode::shape_mismatch, "codes are of shape (3); expected 2 numbers each"));
  CHECK(says(error_of([&] { nearest_labels(codes, kThree, codes, 4); }),
             ErrorCode::invalid_argument, "k is 4; expected 1 to 3"));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(says(error_of([&] {
               nearest_labels(codes, kThree, Tensor(1, {2}, {0, nan}), 1);
             }),
             ErrorCode::invalid_argument, "sample 0 of the codes holds nan"));
}

TEST_CASE("accuracy is the share of labels that are predicted") {
  CHECK(accuracy(std::vector{1, 2, 3, 4}, std::vector{1, 2, 0, 4}) == 0.75);
  CHECK(says(error_of([] {
               accuracy(std::vector{1}, std::vector{1, 2});
             }),
             ErrorCode::shape_mismatch, "[accuracy] 1 predictions and 2 labels given"));
  CHECK(error_of([] { accuracy({}, {}); }));
}
