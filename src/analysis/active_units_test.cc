// SPDX-License-Identifier: MIT
#include "analysis/active_units.h"

#include <doctest/doctest.h>

using namespace hourglass;
using namespace hourglass::analysis;

TEST_CASE("a unit is active if its mean varies from sample to sample") {
  // Far from 0 but still; moving by 0.1 both ways, which is 0.01; by 0.2; not at all.
  const Tensor codes(4, {4},
                     {5, 0.1F, 0.2F, 0, 5, -0.1F, -0.2F, 0,  //
                      5, 0.1F, 0.2F, 0, 5, -0.1F, -0.2F, 0});
  const std::vector<double> variances = variances_of_means(codes);
  CHECK(variances[0] == 0);
  CHECK(variances[1] == doctest::Approx(0.01));
  CHECK(variances[2] == doctest::Approx(0.04));
  CHECK(active_units(Tensor(2, {3}, {0, 0.3F, 1, 0, -0.3F, 1})).active == 1);
  CHECK(active_units(codes).all == 4);
  CHECK(active_units(Tensor(1, {2}, {7, 8})).active == 0);
}
