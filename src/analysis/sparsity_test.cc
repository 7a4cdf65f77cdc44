// SPDX-License-Identifier: MIT
#include "analysis/sparsity.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

using Counts = std::vector<std::int64_t>;

// Units: used, never, hardly.
const Tensor kCodes(4, {3}, {1, 0, 0.001F, -3, 0, 0, 0, 0, -0.001F, 2, 0, 0.0005F});
const Tensor kNan(1, {1}, {std::numeric_limits<float>::quiet_NaN()});

}  // namespace

TEST_CASE("zeros are counted exactly and nearly, of both signs") {
  const Sparsity sparsity = sparsity_of(kCodes, 0.0011);
  CHECK(sparsity.zero_share == Approx(6.0 / 12));
  CHECK(sparsity.near_zero_share == Approx(9.0 / 12));
  CHECK(sparsity_of(Tensor(1, {2}, {-0.0F, 1})).zero_share == 0.5);
}

TEST_CASE("a unit that is near zero in every code is inactive") {
  CHECK(sparsity_of(kCodes, 0.0011).inactive_unit_share == Approx(2.0 / 3));
  CHECK(sparsity_of(kCodes, 0.0006).inactive_unit_share == Approx(1.0 / 3));
  CHECK(sparsity_of(kCodes, 0).inactive_unit_share == Approx(1.0 / 3));
}

TEST_CASE("activity is the distance from zero") {
  const std::vector<double> activity = sparsity_of(kCodes).mean_activity;
  CHECK(activity[0] == Approx(1.5));
  CHECK(activity[1] == 0);
  CHECK(activity[2] == Approx(0.000625));
}

TEST_CASE("a histogram counts the lower edge, and of the last both") {
  const Tensor codes(7, {1}, {-1, 0, 0.5F, 1, 1.5F, 2, 3});
  CHECK(histogram(codes, std::vector<double>{0, 1, 2}) == Counts{2, 3});
  CHECK(histogram(codes, std::vector<double>{-9, 9}) == Counts{7});
}

TEST_CASE("the samples that excite a unit most come first, of equal ones the first") {
  const Tensor codes(4, {2}, {1, -5, 3, -1, 3, -2, 2, -1});
  CHECK(top_samples(codes, 3) == std::vector<Counts>{{1, 2, 3}, {1, 3, 2}});
  CHECK(top_samples(codes, 9)[0] == Counts{1, 2, 3, 0});
  CHECK(top_samples(codes, 0) == std::vector<Counts>{{}, {}});
}

TEST_CASE("what cannot be counted is refused") {
  CHECK(says(error_of([] { sparsity_of(kNan); }), ErrorCode::invalid_argument,
             "[sparsity_of] sample 0 of the codes holds nan"));
  CHECK(error_of([] { sparsity_of(Tensor(0, {1})); }));
  CHECK(says(error_of([] { sparsity_of(kCodes, -1); }), ErrorCode::invalid_argument,
             "expected a distance from zero"));
  CHECK(says(error_of([] { histogram(kCodes, std::vector<double>{1}); }),
             ErrorCode::invalid_argument, "[histogram] 1 edges given; expected at least 2"));
  CHECK(says(error_of([] {
               histogram(kCodes, std::vector<double>{0, 1, 1});
             }),
             ErrorCode::invalid_argument, "edge 2 is 1.000000, after 1.000000"));
  CHECK(error_of([] { histogram(kNan, std::vector<double>{0, 1}); }));
  CHECK(says(error_of([] { top_samples(kCodes, -1); }), ErrorCode::invalid_argument,
             "[top_samples] -1 samples asked for"));
  CHECK(error_of([] { top_samples(kNan, 1); }));
}
