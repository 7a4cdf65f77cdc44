// SPDX-License-Identifier: MIT
// What a report says of a sparse code.
#include "report/sparse_code_section.h"

#include <doctest/doctest.h>

#include "hourglass/layers/sparse_codes.h"
#include "report/report_testing.h"

using namespace hourglass;
using namespace hourglass::report;

TEST_CASE("a sparse code's section counts the units that samples use, and those that none does") {
  const SymbolicTensor x = Input({6});
  const SymbolicTensor z = TopK(2)(Dense(9, {.activation = "relu"})(x));
  Network network = {.name = "few", .about = {}, .parts = make_autoencoder(x, z, Dense(6)(z))};
  set_wavy_weights(network.parts.autoencoder);
  const Subject subject = subject_of(30, 6);
  Numbers numbers;
  const auto section = sparse_code_section(subject, network, numbers);
  REQUIRE(section);
  CHECK(numbers["sparse_code"]["few"]["l0"] == 2);
  CHECK(numbers["sparse_code"]["few"]["units"] == 9);
  const double unused = numbers["sparse_code"]["few"]["unused_unit_share"];
  CHECK(unused >= 0);
  CHECK(unused < 1);
  CHECK(says(*section, "A sample uses 2.00 of 9 units on average"));
  const page::Chart& chart = block_of<page::Charts>(*section).charts.front();
  double share = 0;
  for (const double part : chart.series.front().y) share += part;
  CHECK(share == doctest::Approx(1));
  CHECK_FALSE(sparse_code_section(subject, network_of(6, 2), numbers));
}
